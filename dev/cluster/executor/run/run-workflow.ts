import { z } from 'zod';
import { isRecord, type KubeObject } from '../../store/kube-object.ts';
import { workflows } from '../../store/resource.ts';
import { timestamp } from '../../store/write/create-object.ts';
import { deleteObject } from '../../store/write/delete-object.ts';
import { locksOf } from '../locks.ts';
import type { ResolvedSpec } from '../spec/resolve-spec.ts';
import type { NodeEnd } from '../template/node-request.ts';
import { runTemplate } from '../template/run-template.ts';
import { collectPodsOfWorkflow } from './collect-pods.ts';
import { createGate } from './gate.ts';
import { createLimiter } from './limiter.ts';
import type { Machine } from './machine.ts';
import { createNodeTable, isUnsuccessful, type NodeStatus } from './node-table.ts';
import { publishStatus, readNodes, type WorkflowPhase, type WorkflowStatus } from './publish-status.ts';
import { createStopSwitch, nodeMessage, type StopReason, type StopSwitch } from './stop-switch.ts';
import type { WorkflowRun } from './workflow-run.ts';

/** A Workflow that is being run. */
export interface RunningWorkflow {
  /** Tells it of a change that somebody else made. */
  observe(workflow: KubeObject): void;
  stop(reason: StopReason): void;
  stopPod(uid: string): void;
  finished: Promise<void>;
}

const nodeShape = z.looseObject({
  id: z.string(),
  name: z.string(),
  displayName: z.string().default(''),
  type: z.enum(['Pod', 'Steps', 'StepGroup', 'DAG', 'TaskGroup', 'Retry', 'Skipped', 'Suspend']),
  phase: z.enum(['Pending', 'Running', 'Succeeded', 'Skipped', 'Failed', 'Error', 'Omitted']),
  startedAt: z.string().default(''),
});

/** Runs a Workflow from where its status stands: from the beginning, or what a retry left to do. */
export function runWorkflow(machine: Machine, workflow: KubeObject, resolved: ResolvedSpec): RunningWorkflow {
  const { namespace = '', name, uid, creationTimestamp } = workflow.metadata;
  const main = createStopSwitch();
  const exit = createStopSwitch();
  const state: Omit<WorkflowStatus, 'nodes' | 'progress'> = {
    phase: 'Running',
    message: undefined,
    startedAt: undefined,
    finishedAt: undefined,
    synchronization: undefined,
    stored: resolved.stored,
  };
  let scheduled: NodeJS.Immediate | undefined;
  const known = readNodes(workflow).flatMap((node) => readNode(node));
  const nodes = createNodeTable(name, known, { now: machine.store.now, onChange: schedule });
  const { spec } = resolved;
  const run: WorkflowRun = {
    machine,
    namespace,
    name,
    uid,
    created: creationTimestamp,
    resolved,
    nodes,
    podLimiter: createLimiter(spec.parallelism ?? Number.POSITIVE_INFINITY),
    active: createGate(),
    suspensions: new Map(),
    podStops: new Map(),
    // Templates of other WorkflowTemplates are read when their turn comes: they may ask.
    wantsResults: /\.outputs\.result|"templateRef"/.test(JSON.stringify(spec)),
  };

  function schedule(): void {
    if (scheduled !== undefined) return;
    scheduled = setImmediate(() => {
      scheduled = undefined;
      void machine.gate.pass().then(publish);
    });
  }

  function publish(): void {
    if (isGone(main.reason()) || isGone(exit.reason())) return;
    publishStatus(machine, workflow, { ...state, ...nodes.snapshot() }, resolved);
  }

  function stopAll(reason: StopReason): void {
    main.stop(reason);
    exit.stop(reason);
  }

  function observe(current: KubeObject): void {
    const desired = isRecord(current.spec) ? current.spec : {};
    if (desired.suspend === true) run.active.close();
    else run.active.open();
    if (desired.shutdown === 'Stop') main.stop({ kind: 'shutdown', strategy: 'Stop' });
    if (desired.shutdown === 'Terminate') stopAll({ kind: 'shutdown', strategy: 'Terminate' });
    if (run.suspensions.size === 0) return;
    for (const node of readNodes(current).flatMap(readNode)) {
      const isOver = node.phase !== 'Running' && node.phase !== 'Pending';
      if (isOver) run.suspensions.get(node.id)?.(node);
    }
  }

  async function carryOut(): Promise<void> {
    observe(workflow);
    const locked = await machine.locks.acquire({
      holder: `${namespace}/${name}`,
      locks: locksOf(spec.synchronization, namespace),
      priority: spec.priority ?? 0,
      created: creationTimestamp,
      // Argo's controller does not look at a `Stop` while a Workflow waits for a lock, only at `Terminate`.
      stop: exit,
      onWaiting({ lock, message, holders }) {
        state.phase = 'Pending';
        state.message = message;
        const waiting = holders.map((holder) => ({ holder, [lock.kind]: lock.key }));
        state.synchronization = { [lock.kind]: { waiting } };
        schedule();
      },
    });
    if (locked.kind === 'failed') return finish('Failed', locked.message);
    if (locked.kind === 'stopped') return finish('Failed', nodeMessage(exit.reason() ?? { kind: 'closed' }));
    try {
      await runMain();
    } finally {
      locked.release();
    }
  }

  async function runMain(): Promise<void> {
    const startedAt = machine.store.now();
    Object.assign(state, { phase: 'Running', message: undefined, startedAt: timestamp(startedAt) });
    state.synchronization = undefined;
    schedule();
    const seconds = spec.activeDeadlineSeconds;
    const deadline = seconds ? setTimeout(() => main.stop({ kind: 'deadline' }), seconds * 1000) : undefined;
    const end = await runRoot(spec.entrypoint ?? '', name, main);
    clearTimeout(deadline);
    const shutdown = main.reason();
    const isStopped = shutdown?.kind === 'shutdown' && isUnsuccessful(end.phase);
    const message = isStopped ? nodeMessage(shutdown) : end.message;
    const phase = toWorkflowPhase(end);
    const handled = await runExitHandler(phase, end);
    if (handled !== undefined && isUnsuccessful(handled.phase) && phase === 'Succeeded') {
      return finish(toWorkflowPhase(handled), handled.message);
    }
    await finish(phase, message);
  }

  async function runExitHandler(phase: WorkflowPhase, end: NodeEnd): Promise<NodeEnd | undefined> {
    if (spec.onExit === undefined || spec.onExit === '' || exit.reason() !== undefined) return undefined;
    const failures = nodes.failures();
    resolved.globals.set('workflow.status', phase);
    resolved.globals.set('workflow.failures', JSON.stringify(failures));
    resolved.globals.set('workflow.message', end.message ?? '');
    const begun = Date.parse(state.startedAt ?? '');
    resolved.globals.set('workflow.duration', String((machine.store.now().getTime() - begun) / 1000));
    return runRoot(spec.onExit, `${name}.onExit`, exit, { hooked: true });
  }

  function runRoot(
    template: string,
    nodeName: string,
    stop: StopSwitch,
    flag?: NodeStatus['nodeFlag'],
  ): Promise<NodeEnd> {
    return runTemplate(run, {
      name: nodeName,
      displayName: nodeName,
      boundaryID: undefined,
      parents: [],
      raw: resolved.owner.templates.get(template) ?? {},
      owner: resolved.owner,
      given: settledArguments(resolved),
      flag,
      stop,
      limiter: undefined,
      extra: new Map(),
    });
  }

  async function finish(phase: WorkflowPhase, message: string | undefined): Promise<void> {
    clearImmediate(scheduled);
    Object.assign(state, { phase, message, finishedAt: timestamp(machine.store.now()), synchronization: undefined });
    state.startedAt ??= state.finishedAt;
    await machine.gate.pass();
    publish();
    collectPodsOfWorkflow(run, phase === 'Succeeded');
    deleteAfterTtl(machine, workflow, { spec, phase });
  }

  return {
    observe,
    stop: stopAll,
    stopPod: (podUid) => run.podStops.get(podUid)?.stop({ kind: 'pod-deleted' }),
    finished: carryOut(),
  };
}

function isGone(reason: StopReason | undefined): boolean {
  return reason?.kind === 'removed' || reason?.kind === 'closed';
}

function toWorkflowPhase(end: NodeEnd): WorkflowPhase {
  return isUnsuccessful(end.phase) ? (end.phase === 'Error' ? 'Error' : 'Failed') : 'Succeeded';
}

/** The Workflow's arguments with their values settled, as the entrypoint gets them. */
function settledArguments(resolved: ResolvedSpec) {
  const { spec, globals } = resolved;
  const parameters = (spec.arguments?.parameters ?? []).map((parameter) => ({
    ...parameter,
    value: globals.get(`workflow.parameters.${parameter.name}`),
  }));
  return { ...spec.arguments, parameters };
}

function readNode(raw: Record<string, unknown>): NodeStatus[] {
  const parsed = nodeShape.safeParse(raw);
  if (!parsed.success) return [];
  return [{ ...raw, ...parsed.data } as NodeStatus];
}

/** `ttlStrategy`. The finalizers of the Workflow are respected, and a retry keeps it. */
function deleteAfterTtl(
  machine: Machine,
  workflow: KubeObject,
  end: Pick<ResolvedSpec, 'spec'> & { phase: WorkflowPhase },
): void {
  const { secondsAfterCompletion, secondsAfterSuccess, secondsAfterFailure } = end.spec.ttlStrategy ?? {};
  const special =
    end.phase === 'Succeeded' ? secondsAfterSuccess : end.phase === 'Failed' ? secondsAfterFailure : undefined;
  const seconds = special ?? secondsAfterCompletion;
  if (seconds === undefined || seconds === null) return;
  const { namespace = '', name, uid } = workflow.metadata;
  machine.later(seconds * 1000, () => {
    const current = machine.store.get(workflows, namespace, name);
    if (current?.metadata.labels?.['workflows.argoproj.io/completed'] !== 'true') return;
    deleteObject(machine.store, { resource: workflows, namespace, name }, { preconditions: { uid } });
  });
}
