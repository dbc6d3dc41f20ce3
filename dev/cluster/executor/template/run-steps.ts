import { isRecord } from '../../store/kube-object.ts';
import { createLimiter } from '../run/limiter.ts';
import { isUnsuccessful } from '../run/node-table.ts';
import { nodeMessage } from '../run/stop-switch.ts';
import type { WorkflowRun } from '../run/workflow-run.ts';
import { collectCompositeOutputs } from './collect-composite-outputs.ts';
import { describeNode, failedChildMessage, type NodeEnd, type TemplateRun } from './node-request.ts';
import { type CallEnd, publishEnd, runCall } from './run-call.ts';

/** Runs the groups of a `steps` template one after the other, the steps of a group side by side. */
export async function runSteps(run: WorkflowRun, request: TemplateRun): Promise<NodeEnd> {
  const { id } = run.nodes.begin({ ...describeNode(request, 'Steps'), phase: 'Running' });
  const { parallelism } = request.template;
  const limiter = parallelism ? createLimiter(parallelism) : undefined;
  const scope = new Map(request.scope);
  let parents = [id];
  for (const [index, group] of groupsOf(request.filled).entries()) {
    const reason = request.stop.reason();
    if (reason !== undefined)
      return conclude(run, id, { phase: 'Failed', message: nodeMessage(reason), outbound: parents });
    const ends = await runGroup(run, { ...request, limiter, scope, parents, steps: group, index, id });
    const outbound = ends.flatMap((end) => end.outbound);
    const failed = ends.filter((end) => isUnsuccessful(end.phase) && !end.isExcused);
    if (failed.length > 0) {
      const message = failedChildMessage(failed);
      return conclude(run, id, { phase: failed[0]?.phase === 'Error' ? 'Error' : 'Failed', message, outbound });
    }
    for (const [place, step] of group.entries()) {
      const end = ends[place];
      if (end !== undefined && typeof step.name === 'string') publishEnd(scope, `steps.${step.name}`, end);
    }
    parents = outbound.length === 0 ? parents : outbound;
  }
  const outputs = collectCompositeOutputs(request.filled, scope);
  if (!outputs.ok) return conclude(run, id, { phase: 'Error', message: outputs.message, outbound: parents });
  return conclude(run, id, { phase: 'Succeeded', outbound: parents, ...outputs.outputs });
}

function groupsOf(filled: Record<string, unknown>): Record<string, unknown>[][] {
  const groups = Array.isArray(filled.steps) ? filled.steps : [];
  return groups.map((group: unknown) => (Array.isArray(group) ? group.filter(isRecord) : []));
}

type GroupRequest = TemplateRun & { steps: Record<string, unknown>[]; index: number; id: string };

async function runGroup(run: WorkflowRun, request: GroupRequest): Promise<CallEnd[]> {
  const { index, id, parents, steps, owner, scope, stop, limiter } = request;
  const name = `${request.name}[${index}]`;
  const group = run.nodes.begin({
    name,
    displayName: `[${index}]`,
    type: 'StepGroup',
    phase: 'Running',
    boundaryID: id,
    nodeFlag: {},
    templateScope: owner.scope,
    parents,
  });
  const ends = await Promise.all(
    steps.map((raw) => {
      const step = typeof raw.name === 'string' ? raw.name : '';
      return runCall(run, {
        raw,
        name: `${name}.${step}`,
        displayName: step,
        boundaryID: id,
        parents: [group.id],
        owner,
        scope,
        stop,
        limiter,
        flag: undefined,
        grouped: false,
      });
    }),
  );
  const failed = ends.filter((end) => isUnsuccessful(end.phase) && !end.isExcused);
  const outboundNodes = ends.flatMap((end) => end.outbound);
  const message = failedChildMessage(failed);
  const phase = failed.length === 0 ? 'Succeeded' : failed[0]?.phase === 'Error' ? 'Error' : 'Failed';
  run.nodes.end(group.id, phase, { ...(message === undefined ? {} : { message }) });
  return ends.map((end) => (outboundNodes.length === 0 ? { ...end, outbound: [group.id] } : end));
}

/** Ends a node that is made of others. */
export function conclude(
  run: WorkflowRun,
  id: string,
  end: Pick<NodeEnd, 'phase' | 'outbound'> & Partial<NodeEnd>,
): NodeEnd {
  const { phase, outbound, message, outputs = {}, artifacts = new Map<string, string>() } = end;
  run.nodes.end(id, phase, {
    outboundNodes: outbound,
    ...(message === undefined ? {} : { message }),
    ...(Object.keys(outputs).length === 0 ? {} : { outputs }),
  });
  return { phase, message, id, outbound, outputs, artifacts };
}
