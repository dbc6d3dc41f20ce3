import { isRecord } from '../../store/kube-object.ts';
import { evaluateDepends, tasksOf } from '../expression/evaluate-depends.ts';
import { createLimiter, type Limiter } from '../run/limiter.ts';
import { isUnsuccessful, type NodePhase } from '../run/node-table.ts';
import { nodeMessage } from '../run/stop-switch.ts';
import type { WorkflowRun } from '../run/workflow-run.ts';
import { type Call, callShape } from '../spec/workflow-spec.ts';
import { collectCompositeOutputs } from './collect-composite-outputs.ts';
import { concludeAtOnce, describeNode, type NodeEnd, type TemplateRun } from './node-request.ts';
import { type CallEnd, publishEnd, runCall } from './run-call.ts';
import { conclude } from './run-steps.ts';

interface Task {
  name: string;
  raw: Record<string, unknown>;
  /** Its condition, `dependencies` written as `depends`. */
  depends: string;
  dependencies: string[];
  end: CallEnd | undefined;
  begun: boolean;
}

/** Runs the tasks of a `dag` template, each when all that it depends on have ended. */
export async function runDag(run: WorkflowRun, request: TemplateRun): Promise<NodeEnd> {
  const { id } = run.nodes.begin({ ...describeNode(request, 'DAG'), phase: 'Running' });
  const { parallelism, dag } = request.template;
  const limiter = parallelism ? createLimiter(parallelism) : undefined;
  const tasks = selectTasks(readTasks(request.filled), dag?.target);
  const scope = new Map(request.scope);
  const failsFast = dag?.failFast !== false;
  const running = new Set<Promise<void>>();
  for (;;) {
    for (const task of readyTasks(tasks, failsFast)) {
      if (request.stop.reason() !== undefined) break;
      task.begun = true;
      const done = runTask(run, { ...request, limiter, scope }, { id, tasks, task }).then((end) => {
        task.end = end;
        publishEnd(scope, `tasks.${task.name}`, end);
        running.delete(done);
      });
      running.add(done);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  return concludeDag(run, { ...request, scope }, id, tasks);
}

function concludeDag(run: WorkflowRun, request: TemplateRun, id: string, tasks: Map<string, Task>): NodeEnd {
  const leaves = [...tasks.values()].filter((task) => !isDependedOn(task, tasks));
  const outbound = leaves.flatMap((task) => task.end?.outbound ?? []);
  const phases = leaves.map((task) => branchPhase(task, tasks)).filter((phase) => phase !== undefined);
  const failed = phases.find(isUnsuccessful);
  if (failed !== undefined) return conclude(run, id, { phase: failed, outbound });
  const reason = request.stop.reason();
  if (reason !== undefined) return conclude(run, id, { phase: 'Failed', message: nodeMessage(reason), outbound });
  const outputs = collectCompositeOutputs(request.filled, request.scope);
  if (!outputs.ok) return conclude(run, id, { phase: 'Error', message: outputs.message, outbound });
  return conclude(run, id, { phase: 'Succeeded', outbound, ...outputs.outputs });
}

function readTasks(filled: Record<string, unknown>): Map<string, Task> {
  const list = isRecord(filled.dag) && Array.isArray(filled.dag.tasks) ? filled.dag.tasks.filter(isRecord) : [];
  const calls = new Map<string, Call>();
  for (const raw of list) {
    const parsed = callShape.safeParse(raw);
    if (parsed.success) calls.set(parsed.data.name, parsed.data);
  }
  return new Map(
    [...calls.values()].map((call) => {
      const depends =
        call.depends ?? (call.dependencies ?? []).map((name) => writeDependency(name, calls)).join(' && ');
      const dependencies = tasksOf(depends) ?? [];
      return [call.name, { name: call.name, raw: call, depends, dependencies, end: undefined, begun: false }];
    }),
  );
}

/** `dependencies` asks that a task succeeded, was skipped, or failed with the failure excused. */
function writeDependency(name: string, calls: Map<string, Call>): string {
  const { failed, error } = calls.get(name)?.continueOn ?? {};
  return `(${name}${failed === true ? ` || ${name}.Failed` : ''}${error === true ? ` || ${name}.Errored` : ''})`;
}

function selectTasks(tasks: Map<string, Task>, target: string | undefined): Map<string, Task> {
  if (target === undefined || target.trim() === '') return tasks;
  const wanted = target.trim().split(/\s+/);
  const selected = new Map<string, Task>();
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const task = tasks.get(name);
    if (task === undefined || selected.has(name)) continue;
    selected.set(name, task);
    wanted.push(...task.dependencies);
  }
  return selected;
}

function readyTasks(tasks: Map<string, Task>, failsFast: boolean): Task[] {
  const all = [...tasks.values()];
  const hasFailed = all.some(
    (task) => !isDependedOn(task, tasks) && isUnsuccessful(branchPhase(task, tasks) ?? 'Succeeded'),
  );
  if (failsFast && hasFailed) return [];
  return all.filter((task) => !task.begun && task.dependencies.every((name) => tasks.get(name)?.end !== undefined));
}

function isDependedOn(task: Task, tasks: Map<string, Task>): boolean {
  return [...tasks.values()].some((each) => each.dependencies.includes(task.name));
}

/** How the branch that ends in this task went: a task that did not run passes on how those before it went. */
function branchPhase(task: Task, tasks: Map<string, Task>): NodePhase | undefined {
  if (task.end === undefined) return undefined;
  const { phase, isExcused } = task.end;
  if (isUnsuccessful(phase)) return isExcused ? 'Succeeded' : phase;
  if (phase !== 'Omitted' && phase !== 'Skipped') return phase;
  const before = task.dependencies.map((name) => tasks.get(name)).filter((each) => each !== undefined);
  const inherited = before.map((each) => branchPhase(each, tasks)).filter((each) => each !== undefined);
  return inherited.find(isUnsuccessful) ?? 'Succeeded';
}

async function runTask(
  run: WorkflowRun,
  request: TemplateRun & { limiter: Limiter | undefined },
  place: { id: string; tasks: Map<string, Task>; task: Task },
): Promise<CallEnd> {
  const { id, tasks, task } = place;
  const { owner, scope, stop, limiter } = request;
  const before = task.dependencies.map((name) => tasks.get(name)?.end?.outbound ?? []);
  const call = {
    raw: task.raw,
    name: `${request.name}.${task.name}`,
    displayName: task.name,
    boundaryID: id,
    parents: before.length === 0 ? [id] : before.flat(),
    owner,
    scope,
    stop,
    limiter,
    flag: undefined,
    grouped: true,
  };
  const condition = evaluateDepends(task.depends === '' ? '' : task.depends, (name) => {
    const end = tasks.get(name)?.end;
    return end === undefined ? undefined : { phase: end.phase, itemPhases: end.itemPhases };
  });
  if (task.depends === '' || (condition.ok && condition.holds)) return runCall(run, call);
  const template = typeof task.raw.template === 'string' ? { name: task.raw.template } : {};
  const node = { ...call, flag: {}, raw: template, given: {}, limiter: undefined, extra: new Map<string, string>() };
  const end = condition.ok
    ? concludeAtOnce(run, node, { type: 'Skipped', phase: 'Omitted', message: 'omitted: depends condition not met' })
    : concludeAtOnce(run, node, { type: 'Skipped', phase: 'Error', message: condition.message });
  return { ...end, ends: [end], itemPhases: undefined, isExcused: false };
}
