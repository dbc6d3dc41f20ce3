import { type Problem, problem } from '../problem/problem.ts';
import type { RunRequest } from '../run/run-request.ts';

/** Kinds as the policy's `triggers` names them; `workflow` is whatever creates or controls Workflows. */
export type TriggerRight = 'workflow' | 'k8s' | 'http' | 'log' | 'kafka' | 'nats';

/** Whether the policy lets the repository use triggers of this kind. Problems: `flow.workflows-not-allowed`, `trigger.kind-not-allowed`. */
export function judgeTrigger(right: TriggerRight, { policy, firing }: RunRequest): Problem | undefined {
  if (policy.triggers.includes(right)) return undefined;
  if (right === 'workflow') return problem('flow.workflows-not-allowed', {});
  return problem('trigger.kind-not-allowed', { trigger: firing.trigger.template.name, kind: right });
}
