import type { Later } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { applyTemplateParameters } from '../../sensor/parameters/apply-template-parameters.ts';
import type { TriggerTemplate } from '../../sensor/sensor.ts';
import { markEventText } from '../arguments/harmless-text.ts';
import type { RunRequest } from '../run-request.ts';
import { resolveSource, type SourceReaders } from './resolve-source.ts';

/** A trigger's template after its own parameters were applied, and the object that its source names. */
export type ReadSource =
  | { kind: 'source'; template: TriggerTemplate; object: Record<string, unknown>; where: string }
  | { kind: 'refused'; problem: Problem }
  | Later;

/**
 * Applies the trigger-level parameters and reads the source of a `k8s` or `argoWorkflow` trigger. Braces of the event's text are
 * marked. Text of an event never becomes YAML (`run.inline-changed`).
 */
export async function readSource(request: RunRequest, readers: SourceReaders): Promise<ReadSource> {
  const { trigger, events } = request.firing;
  const applied = applyTemplateParameters(trigger, events, { transformEventValue: markEventText });
  if (!applied.ok) return { kind: 'refused', problem: applied.problem };
  const { template } = applied.trigger;
  if (inlineOf(template) !== inlineOf(trigger.template)) {
    return { kind: 'refused', problem: problem('run.inline-changed', { trigger: template.name }) };
  }
  const source = await resolveSource(template, request.commit, readers);
  return source.kind === 'object' ? { ...source, kind: 'source', template } : source;
}

function inlineOf(template: TriggerTemplate): string | undefined {
  return (template.argoWorkflow ?? template.k8s)?.source?.inline;
}
