import { substituteTree } from '../expression/substitute.ts';
import { locksOf } from '../locks.ts';
import { isFulfilled, type NodeType } from '../run/node-table.ts';
import { createStopSwitch, unlessStopped } from '../run/stop-switch.ts';
import type { WorkflowRun } from '../run/workflow-run.ts';
import { findUnsupported, kindOfTemplate, type TemplateKind } from '../spec/find-unsupported.ts';
import { type Template, templateShape } from '../spec/workflow-spec.ts';
import {
  concludeAtOnce,
  describeNode,
  endOfNode,
  type NodeEnd,
  type NodeRequest,
  neverBegun,
  type TemplateRun,
} from './node-request.ts';
import { parseDurationMs } from './parse-duration.ts';
import { explainSubstitution, resolveInputs } from './resolve-inputs.ts';
import { runDag } from './run-dag.ts';
import { runPod } from './run-pod.ts';
import { runRetry } from './run-retry.ts';
import { runSteps } from './run-steps.ts';
import { runSuspend } from './run-suspend.ts';

const nodeTypes: Record<TemplateKind, NodeType> = {
  container: 'Pod',
  script: 'Pod',
  steps: 'Steps',
  dag: 'DAG',
  suspend: 'Suspend',
};

/** Runs a template to its end, with its retries. A node that was fulfilled in an earlier try is left as it is. */
export async function runTemplate(run: WorkflowRun, request: NodeRequest): Promise<NodeEnd> {
  const before = run.nodes.find(request.name);
  if (before !== undefined && isFulfilled(before.phase)) {
    run.nodes.link(request.parents, before.id);
    return endOfNode(before);
  }
  await unlessStopped(run.active.pass(), request.stop);
  await unlessStopped(run.machine.gate.pass(), request.stop);
  if (request.stop.reason() !== undefined) return neverBegun(request);
  const prepared = prepare(run, request);
  if (!prepared.ok) return concludeAtOnce(run, request, { type: 'Pod', phase: 'Error', message: prepared.message });
  const { template } = prepared.run;
  const kind = kindOfTemplate(template);
  const isLeaf = kind === 'container' || kind === 'script';
  const strategy = template.retryStrategy ?? (isLeaf ? run.resolved.spec.retryStrategy : undefined);
  if (!strategy) return runOnce(run, prepared.run);
  return runRetry(run, prepared.run, strategy, (attempt) => {
    const again = prepare(run, attempt);
    if (again.ok) return runOnce(run, again.run);
    return Promise.resolve(concludeAtOnce(run, attempt, { type: 'Pod', phase: 'Error', message: again.message }));
  });
}

type Prepared = { ok: true; run: TemplateRun } | { ok: false; message: string };

function prepare(run: WorkflowRun, request: NodeRequest): Prepared {
  const globals = new Map([...run.resolved.globals, ...request.extra, ['node.name', request.name]]);
  const inputs = resolveInputs(request.raw, request.given, globals);
  if (!inputs.ok) return inputs;
  const filled = substituteTree(request.raw, inputs.inputs.scope);
  if (!filled.ok) return { ok: false, message: explainSubstitution(filled) };
  const parsed = templateShape.safeParse(filled.value);
  if (!parsed.success) return { ok: false, message: `template is not valid: ${parsed.error.issues[0]?.message ?? ''}` };
  const { artifacts, parameters, scope } = inputs.inputs;
  const template: Template = { ...parsed.data, inputs: { ...parsed.data.inputs, artifacts } };
  return { ok: true, run: { ...request, template, filled: parsed.data, scope, inputs: parameters } };
}

async function runOnce(run: WorkflowRun, request: TemplateRun): Promise<NodeEnd> {
  const { template } = request;
  const kind = kindOfTemplate(template);
  const unsupported = findUnsupported(template);
  if (unsupported !== undefined || kind === undefined) {
    const type = kind === undefined ? 'Pod' : nodeTypes[kind];
    return concludeAtOnce(run, request, { type, phase: 'Error', message: unsupported ?? 'unknown template' });
  }
  const stop = createStopSwitch(request.stop);
  const timeoutMs = template.timeout === undefined ? undefined : parseDurationMs(template.timeout);
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop.stop({ kind: 'deadline' }), timeoutMs);
  const locked = await waitForLocks(run, { ...request, stop }, nodeTypes[kind]);
  if (locked.kind !== 'held') {
    clearTimeout(timer);
    const stopped = { ...neverBegun({ ...request, stop }), phase: 'Failed' as const };
    const message = locked.kind === 'failed' ? locked.message : (stopped.message ?? '');
    return concludeAtOnce(run, request, { type: nodeTypes[kind], phase: 'Failed', message });
  }
  try {
    return await dispatch(run, { ...request, stop }, kind);
  } finally {
    clearTimeout(timer);
    locked.release();
  }
}

function waitForLocks(run: WorkflowRun, request: TemplateRun, type: NodeType) {
  const locks = locksOf(request.template.synchronization, run.namespace);
  return run.machine.locks.acquire({
    holder: `${run.namespace}/${run.name}/${request.name}`,
    locks,
    priority: run.resolved.spec.priority ?? 0,
    created: run.created,
    stop: request.stop,
    onWaiting({ message }) {
      const known = run.nodes.find(request.name);
      const node = known ?? run.nodes.begin({ ...describeNode(request, type), phase: 'Pending' });
      run.nodes.amend(node.id, { phase: 'Pending', message });
    },
  });
}

function dispatch(run: WorkflowRun, request: TemplateRun, kind: TemplateKind): Promise<NodeEnd> {
  switch (kind) {
    case 'steps':
      return runSteps(run, request);
    case 'dag':
      return runDag(run, request);
    case 'suspend':
      return runSuspend(run, request);
    default:
      return runPod(run, request);
  }
}
