import type { Workflow } from '../../kubernetes/workflow.ts';

const ended = ['Succeeded', 'Failed', 'Error'];

/** The phase, for people: Argo has none for what it did not look at yet. */
export function phaseOf({ status }: Workflow): string {
  return status?.phase || 'not started';
}

export function hasEnded(workflow: Workflow): boolean {
  return ended.includes(phaseOf(workflow));
}
