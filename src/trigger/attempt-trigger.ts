import { problem } from '../problem/problem.ts';
import type { RunRequest } from '../run/run-request.ts';
import { applyTemplateParameters } from '../sensor/parameters/apply-template-parameters.ts';
import { kindsOf } from '../sensor/trigger-kinds.ts';
import { type Attempt, refuse } from './attempt.ts';
import { attemptHttp } from './http/attempt-http.ts';
import { attemptLog } from './log/attempt-log.ts';
import { attemptObject } from './object/attempt-object.ts';
import { nameOf } from './object/object-task.ts';
import type { AttemptTools } from './trigger-tools.ts';
import { attemptWorkflow } from './workflow/attempt-workflow.ts';

/**
 * One try at what the trigger asks for. Which kind it is, is read after its own parameters were applied to it, and the policy
 * judges what then comes of it. Of several kinds the first in Argo Events' order is carried out.
 */
export async function attemptTrigger(request: RunRequest, tools: AttemptTools): Promise<Attempt> {
  const { trigger, events } = request.firing;
  const applied = applyTemplateParameters(trigger, events);
  if (!applied.ok) return refuse(applied.problem);
  const { template } = applied.trigger;
  const [kind = 'none'] = kindsOf(template);
  switch (kind) {
    case 'k8s':
      return await attemptObject(request, tools);
    case 'argoWorkflow':
      return await attemptWorkflow(template, request, tools);
    case 'http':
      return await attemptHttp(template, request, tools);
    // The clients of brokers are loaded by those who use them.
    case 'kafka':
      return await (await import('./kafka/attempt-kafka.ts')).attemptKafka(template, request, tools);
    case 'nats':
      return await (await import('./nats/attempt-nats.ts')).attemptNats(template, request, tools);
    case 'log':
      return attemptLog(request, tools);
    default:
      return refuse(problem('trigger.kind-unknown', { trigger: nameOf(request), kind }));
  }
}
