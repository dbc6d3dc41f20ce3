import type { NodeStatus } from '../run/node-table.ts';
import { nodeMessage, unlessStopped, waitUnlessStopped } from '../run/stop-switch.ts';
import type { WorkflowRun } from '../run/workflow-run.ts';
import { describeNode, type NodeEnd, type TemplateRun } from './node-request.ts';
import { parseDurationMs } from './parse-duration.ts';

/** Waits for the duration, or until somebody ends the node by a write to the Workflow, as `argo resume` does. */
export async function runSuspend(run: WorkflowRun, request: TemplateRun): Promise<NodeEnd> {
  const { stop, template } = request;
  const { id } = run.nodes.begin({ ...describeNode(request, 'Suspend'), phase: 'Running' });
  const resumed = new Promise<Partial<NodeStatus>>((resolve) => run.suspensions.set(id, resolve));
  const text = template.suspend?.duration;
  const durationMs = text === undefined ? undefined : parseDurationMs(text);
  const elapsed =
    durationMs === undefined ? [] : [waitUnlessStopped(durationMs, stop).then((): Partial<NodeStatus> => ({}))];
  const ended = await unlessStopped(Promise.race([resumed, ...elapsed]), stop);
  run.suspensions.delete(id);
  const reason = stop.reason();
  const node =
    reason !== undefined || ended === undefined
      ? run.nodes.end(id, 'Failed', { message: nodeMessage(reason ?? { kind: 'closed' }) })
      : run.nodes.end(id, ended.phase ?? 'Succeeded', {
          ...withDefaults(request, ended),
          ...(ended.message ? { message: ended.message } : {}),
        });
  return {
    phase: node.phase,
    message: node.message,
    id,
    outbound: [id],
    outputs: node.outputs ?? {},
    artifacts: new Map(),
  };
}

/** Output parameters as they were supplied, else their defaults. */
function withDefaults(request: TemplateRun, ended: Partial<NodeStatus>): Partial<NodeStatus> {
  const declared = request.template.outputs?.parameters ?? [];
  if (declared.length === 0) return ended.outputs === undefined ? {} : { outputs: ended.outputs };
  const supplied = ended.outputs?.parameters ?? [];
  const parameters = declared.flatMap(({ name, valueFrom }) => {
    const value = supplied.find((each) => each.name === name)?.value ?? valueFrom?.default;
    return value === undefined ? [] : [{ name, value }];
  });
  return { outputs: { ...ended.outputs, parameters } };
}
