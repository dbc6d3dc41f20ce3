import { rm } from 'node:fs/promises';
import type { KubeObject } from '../store/kube-object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { pods, workflows } from '../store/resource.ts';
import { timestamp } from '../store/write/create-object.ts';
import { createLocks } from './locks.ts';
import { workflowDirectory } from './process/pod-directories.ts';
import type { PodLogs } from './process/pod-log.ts';
import { createReaper } from './process/reaper.ts';
import { createGate } from './run/gate.ts';
import type { Machine } from './run/machine.ts';
import { publishStatus } from './run/publish-status.ts';
import { type RunningWorkflow, runWorkflow } from './run/run-workflow.ts';
import { resolveSpec } from './spec/resolve-spec.ts';

export interface ExecutorSettings {
  store: ObjectStore;
  logs: PodLogs;
  workspace: string;
  graceMs: number;
  compressAbove: number;
  log(line: string): void;
}

/** Argo's controller in small: runs the Workflows of a store. */
export interface Executor {
  /** From now on nothing is begun and no status is written; what runs goes on. */
  pause(): void;
  resume(): void;
  /** Kills every step and waits for its end. */
  close(): Promise<void>;
}

export function startExecutor(settings: ExecutorSettings): Executor {
  const { store, workspace } = settings;
  const timers = new Set<NodeJS.Timeout>();
  const machine: Machine = {
    ...settings,
    locks: createLocks(store),
    reaper: createReaper(),
    gate: createGate(),
    later(ms, work) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
      }, ms);
      timers.add(timer);
    },
  };
  const running = new Map<string, RunningWorkflow>();
  const removals = new Set<Promise<void>>();
  let isClosed = false;

  function consider(uid: string, namespace: string, name: string): void {
    const workflow = store.get(workflows, namespace, name);
    if (isClosed || !machine.gate.isOpen() || workflow === undefined || workflow.metadata.uid !== uid) return;
    const known = running.get(uid);
    known?.observe(workflow);
    if (known !== undefined || workflow.metadata.labels?.['workflows.argoproj.io/completed'] === 'true') return;
    const resolution = resolveSpec(store, workflow);
    if (resolution.kind === 'never-started') {
      settings.log(`workflow ${namespace}/${name} gets no status, as with Argo: ${resolution.message}`);
    } else if (resolution.kind === 'refused') refuseWorkflow(machine, workflow, resolution);
    else begin(workflow, runWorkflow(machine, workflow, resolution.resolved));
  }

  function begin(workflow: KubeObject, run: RunningWorkflow): void {
    const { uid, namespace = '', name } = workflow.metadata;
    running.set(uid, run);
    void run.finished
      .catch((error: unknown) => {
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
        settings.log(`workflow ${namespace}/${name} broke the executor: ${why}`);
        refuseWorkflow(machine, workflow, { phase: 'Error', message: `the development cluster failed: ${why}` });
      })
      .finally(() => running.delete(uid));
  }

  async function removeFiles(object: KubeObject): Promise<void> {
    const { uid, namespace = '' } = object.metadata;
    await running.get(uid)?.finished.catch(() => undefined);
    await rm(workflowDirectory(workspace, namespace, uid), { recursive: true, force: true });
  }

  const unsubscribe = store.subscribe((change) => {
    const { uid, namespace = '', name } = change.object.metadata;
    if (change.resource === pods && change.type === 'DELETED') {
      settings.logs.delete(uid);
      for (const run of running.values()) run.stopPod(uid);
    }
    if (change.resource !== workflows) return;
    if (change.type !== 'DELETED') {
      queueMicrotask(() => consider(uid, namespace, name));
      return;
    }
    running.get(uid)?.stop({ kind: 'removed' });
    const removal = removeFiles(change.object).finally(() => removals.delete(removal));
    removals.add(removal);
  });

  function considerAll(): void {
    for (const { metadata } of store.list(workflows)) consider(metadata.uid, metadata.namespace ?? '', metadata.name);
  }
  considerAll();

  return {
    pause: () => machine.gate.close(),
    resume() {
      machine.gate.open();
      considerAll();
    },
    async close() {
      isClosed = true;
      unsubscribe();
      for (const timer of timers) clearTimeout(timer);
      const ending = [...running.values()];
      for (const run of ending) run.stop({ kind: 'closed' });
      machine.gate.open();
      await Promise.allSettled([...ending.map((run) => run.finished), ...removals]);
      machine.locks.close();
      await machine.reaper.close();
      await Promise.all(store.list(workflows).map(removeFiles));
    },
  };
}

/** The end of a Workflow of which no node ran. */
function refuseWorkflow(
  machine: Machine,
  workflow: KubeObject,
  end: { phase: 'Failed' | 'Error'; message: string },
): void {
  const time = timestamp(machine.store.now());
  const { phase, message } = end;
  const status = { phase, message, startedAt: time, finishedAt: time, progress: '0/0', nodes: {} };
  const none = { labels: {}, annotations: {} };
  publishStatus(machine, workflow, { ...status, synchronization: undefined, stored: undefined }, none);
}
