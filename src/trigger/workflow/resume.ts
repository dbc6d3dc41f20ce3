import type { Workflow, WorkflowNode } from '../../kubernetes/workflow.ts';
import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import { nameOf } from '../object/object-task.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import { servedWorkflow } from './after-start.ts';
import { changeWorkflow, type WorkflowChange } from './change-workflow.ts';
import { type Operand, readOwnWorkflow } from './read-operand.ts';

/**
 * `argo resume`: lets a suspended Workflow go on, and ends the suspend steps that it waits in. Where the nodes are compressed or
 * kept elsewhere only Argo's own API can do that (`trigger.needs-argo-server`). A Workflow that waits for nothing is done.
 */
export async function resume({ name }: Operand, request: RunRequest, tools: TriggerTools): Promise<Attempt> {
  const found = await readOwnWorkflow(name, request, tools);
  if (found.kind !== 'workflow') return found;
  if (areNodesAway(found.workflow)) return await resumeByServer(name, request, tools);
  return await changeWorkflow(name, request, tools, (workflow) => describeResume(workflow, new Date(tools.now())));
}

/** Only Argo's own API can read and write them then. */
export function areNodesAway({ status }: Workflow): boolean {
  return (status?.compressedNodes ?? '') !== '' || (status?.offloadNodeStatusVersion ?? '') !== '';
}

async function resumeByServer(name: string, request: RunRequest, { argoServer }: TriggerTools): Promise<Attempt> {
  if (argoServer === undefined) {
    const why = 'its nodes are compressed, or kept outside of the object';
    return refuse(problem('trigger.needs-argo-server', { operation: 'resume', name, why }));
  }
  const { namespace } = request.policy;
  const resumed = await argoServer.resumeWorkflow(namespace, name);
  if (!resumed.ok) return fromClusterFailure(resumed.failure, nameOf(request));
  return { kind: 'done', made: { served: servedWorkflow, namespace, name } };
}

/** What lets the Workflow as it is go on. */
export function describeResume({ metadata, spec, status }: Workflow, now: Date): WorkflowChange {
  const waiting = Object.values(status?.nodes ?? {}).filter(isWaiting);
  if (waiting.length === 0 && spec.suspend !== true) return { kind: 'nothing' };
  const ended: [string, object][] = [];
  for (const node of waiting) {
    const outputs = fillOutputs(node);
    if (outputs.missing !== undefined) {
      const values = { name: metadata.name ?? '', node: node.displayName ?? node.name, parameter: outputs.missing };
      return refuse(problem('trigger.supplied-parameter', values));
    }
    const finishedAt = `${now.toISOString().slice(0, 19)}Z`;
    ended.push([node.id, { phase: 'Succeeded', message: 'Resumed by argo-events-app', finishedAt, ...outputs }]);
  }
  const nodes = ended.length === 0 ? {} : { status: { nodes: Object.fromEntries(ended) } };
  return { kind: 'patch', spec: { suspend: null }, ...nodes };
}

function isWaiting({ type, phase }: WorkflowNode): boolean {
  return type === 'Suspend' && phase === 'Running';
}

interface SuppliedParameter {
  name: string;
  value?: unknown;
  valueFrom?: { supplied?: unknown; default?: unknown };
  [other: string]: unknown;
}

/** A value that was to be supplied and was not is the default, where there is one. */
function fillOutputs(node: WorkflowNode): { outputs?: object; missing?: undefined } | { missing: string } {
  const parameters = readParameters(node);
  const missing = parameters.find((each) => isOpen(each) && each.valueFrom?.default === undefined);
  if (missing !== undefined) return { missing: missing.name };
  if (!parameters.some(isOpen)) return {};
  return {
    outputs: {
      parameters: parameters.map((each) => {
        if (!isOpen(each)) return each;
        const { valueFrom, ...rest } = each;
        return { ...rest, value: valueFrom?.default };
      }),
    },
  };
}

function isOpen({ value, valueFrom }: SuppliedParameter): boolean {
  return value === undefined && valueFrom?.supplied !== undefined;
}

/** The contract of nodes knows only the exit code of their outputs. */
function readParameters({ outputs }: WorkflowNode): SuppliedParameter[] {
  const { parameters } = (outputs ?? {}) as { parameters?: unknown };
  return Array.isArray(parameters) ? (parameters as SuppliedParameter[]) : [];
}
