import { isRecord } from '../../store/kube-object.ts';
import { evaluateWhen } from '../expression/evaluate-condition.ts';
import { type Scope, substituteTree } from '../expression/substitute.ts';
import { localArtifactPrefix } from '../process/place-artifacts.ts';
import type { Limiter } from '../run/limiter.ts';
import { isUnsuccessful, type NodePhase } from '../run/node-table.ts';
import type { StopSwitch } from '../run/stop-switch.ts';
import type { WorkflowRun } from '../run/workflow-run.ts';
import { findUnsupportedInCall } from '../spec/find-unsupported.ts';
import { findTemplateOwner, type RawTemplate, type TemplateOwner } from '../spec/template-owner.ts';
import { type Call, callShape } from '../spec/workflow-spec.ts';
import { expandItems, type Item } from './expand-items.ts';
import { concludeAtOnce, describeNode, type NodeEnd, type NodeRequest, neverBegun } from './node-request.ts';
import { explainSubstitution } from './resolve-inputs.ts';
import { runTemplate } from './run-template.ts';

/** A step or a task whose turn has come. */
export interface CallRequest {
  raw: Record<string, unknown>;
  name: string;
  displayName: string;
  boundaryID: string;
  parents: string[];
  owner: TemplateOwner;
  scope: Scope;
  stop: StopSwitch;
  limiter: Limiter | undefined;
  flag: NodeRequest['flag'];
  /** In a DAG the items of a fan-out stand below a node of their own. */
  grouped: boolean;
}

/** How a step or task ended, all its items together. */
export interface CallEnd extends NodeEnd {
  /** False when its failure is the template's failure. */
  isExcused: boolean;
  itemPhases: NodePhase[] | undefined;
  /** The single ends, in order. */
  ends: NodeEnd[];
}

export async function runCall(run: WorkflowRun, request: CallRequest): Promise<CallEnd> {
  const filled = substituteTree(request.raw, request.scope);
  if (!filled.ok) return single(concludeWrong(run, request, explainSubstitution(filled)), undefined);
  const parsed = callShape.safeParse(filled.value);
  if (!parsed.success) return single(concludeWrong(run, request, 'the step is not valid'), undefined);
  const call = parsed.data;
  const unsupported = findUnsupportedInCall(call);
  if (unsupported !== undefined) return single(concludeWrong(run, request, unsupported), call);
  const expanded = expandItems(call);
  if (!expanded.ok) return single(concludeWrong(run, request, expanded.message), call);
  if (expanded.items === undefined) return single(await runOne(run, request, call), call);
  return runItems(run, request, call, expanded.items);
}

function single(end: NodeEnd, call: Call | undefined): CallEnd {
  return { ...end, ends: [end], itemPhases: undefined, isExcused: isExcused(call, end.phase) };
}

function isExcused(call: Call | undefined, phase: NodePhase): boolean {
  if (phase === 'Failed') return call?.continueOn?.failed === true;
  return phase === 'Error' && call?.continueOn?.error === true;
}

async function runItems(run: WorkflowRun, request: CallRequest, call: Call, items: Item[]): Promise<CallEnd> {
  if (items.length === 0) {
    const end = concludeAtOnce(run, nodeRequest(request, {}, request.owner), {
      type: 'Skipped',
      phase: 'Skipped',
      message: 'Skipped, empty params',
    });
    return single(end, call);
  }
  const group = request.grouped ? beginGroup(run, request) : undefined;
  const parents = group === undefined ? request.parents : [group];
  const ends = await Promise.all(
    items.map((item, index) => {
      const suffix = `(${index}:${item.label})`;
      const named = { ...request, parents, name: request.name + suffix, displayName: request.displayName + suffix };
      return runItem(run, named, call, item);
    }),
  );
  const phase = phaseOfAll(ends);
  const outbound = ends.flatMap((end) => end.outbound);
  if (group !== undefined) {
    run.nodes.end(group, phase);
    run.nodes.amend(group, { outboundNodes: outbound });
  }
  return {
    ...aggregate(ends),
    phase,
    id: group ?? ends.find((end) => isUnsuccessful(end.phase))?.id,
    outbound,
    ends,
    itemPhases: ends.map((end) => end.phase),
    isExcused: isExcused(call, phase),
  };
}

function beginGroup(run: WorkflowRun, request: CallRequest): string {
  const described = describeNode(nodeRequest(request, {}, request.owner), 'TaskGroup');
  return run.nodes.begin({ ...described, phase: 'Running' }).id;
}

function runItem(run: WorkflowRun, request: CallRequest, call: Call, item: Item): Promise<NodeEnd> {
  const filled = substituteTree({ ...call, withItems: undefined, withParam: undefined }, item.scope);
  const parsed = filled.ok ? callShape.safeParse(filled.value) : undefined;
  if (parsed?.success === true) return runOne(run, request, parsed.data);
  return Promise.resolve(
    concludeWrong(run, request, filled.ok ? 'the step is not valid' : explainSubstitution(filled)),
  );
}

async function runOne(run: WorkflowRun, request: CallRequest, call: Call): Promise<NodeEnd> {
  const target = findTarget(run, request, call);
  if (target === undefined) {
    const wanted = call.templateRef ? `${call.templateRef.name}.${call.templateRef.template}` : call.template;
    return concludeWrong(run, request, `template ${wanted ?? ''} not found`);
  }
  const node = { ...nodeRequest(request, target.raw, target.owner), given: call.arguments ?? {} };
  if (call.when !== undefined && call.when !== '') {
    const condition = evaluateWhen(call.when);
    if (!condition.ok)
      return concludeAtOnce(run, node, { type: 'Skipped', phase: 'Error', message: condition.message });
    if (!condition.holds) {
      const message = `when '${call.when}' evaluated false`;
      return concludeAtOnce(run, { ...node, flag: {} }, { type: 'Skipped', phase: 'Skipped', message });
    }
  }
  const leave = request.limiter === undefined ? () => undefined : await request.limiter.enter(request.stop);
  if (leave === undefined) return neverBegun(node);
  try {
    return await runTemplate(run, node);
  } finally {
    leave();
  }
}

function findTarget(
  run: WorkflowRun,
  request: CallRequest,
  call: Call,
): { raw: RawTemplate; owner: TemplateOwner } | undefined {
  if (isRecord(call.inline)) return { raw: call.inline, owner: request.owner };
  const reference = call.templateRef;
  const owner = reference ? findTemplateOwner(run.machine.store, run.namespace, reference) : request.owner;
  const raw = owner?.templates.get(reference ? reference.template : (call.template ?? ''));
  return owner === undefined || raw === undefined ? undefined : { raw, owner };
}

function nodeRequest(request: CallRequest, raw: RawTemplate, owner: TemplateOwner): NodeRequest {
  const { name, displayName, boundaryID, parents, stop, flag } = request;
  const limiter = undefined;
  return { name, displayName, boundaryID, parents, stop, flag, raw, owner, given: {}, limiter, extra: new Map() };
}

function concludeWrong(run: WorkflowRun, request: CallRequest, message: string): NodeEnd {
  return concludeAtOnce(run, nodeRequest(request, {}, request.owner), { type: 'Skipped', phase: 'Error', message });
}

function phaseOfAll(ends: NodeEnd[]): NodePhase {
  const unsuccessful = ends.find((end) => isUnsuccessful(end.phase));
  if (unsuccessful !== undefined) return unsuccessful.phase;
  return ends.every((end) => end.phase === 'Skipped') ? 'Skipped' : 'Succeeded';
}

/** The outputs of all items as JSON lists. */
function aggregate(ends: NodeEnd[]): Pick<NodeEnd, 'outputs' | 'artifacts' | 'message'> {
  const done = ends.filter((end) => end.phase === 'Succeeded');
  const names = new Set(done.flatMap((end) => (end.outputs.parameters ?? []).map((each) => each.name)));
  const parameters = [...names].map((name) => ({
    name,
    value: JSON.stringify(done.map((end) => end.outputs.parameters?.find((each) => each.name === name)?.value ?? null)),
  }));
  const results = done.flatMap((end) => (end.outputs.result === undefined ? [] : [embedResult(end.outputs.result)]));
  return {
    outputs: { parameters, ...(results.length === 0 ? {} : { result: `[${results.join(',')}]` }) },
    artifacts: new Map(),
    message: ends.find((end) => isUnsuccessful(end.phase))?.message,
  };
}

function embedResult(result: string): string {
  try {
    return JSON.stringify(JSON.parse(result));
  } catch (error) {
    if (error instanceof SyntaxError) return JSON.stringify(result);
    throw error;
  }
}

/** What later steps may name of this one: `steps.build.outputs.result`, `tasks.build.status`. */
export function publishEnd(scope: Map<string, string>, prefix: string, end: NodeEnd): void {
  scope.set(`${prefix}.status`, end.phase);
  if (end.id !== undefined) scope.set(`${prefix}.id`, end.id);
  if (end.outputs.exitCode !== undefined) scope.set(`${prefix}.exitCode`, end.outputs.exitCode);
  if (end.outputs.result !== undefined) scope.set(`${prefix}.outputs.result`, end.outputs.result);
  for (const { name, value } of end.outputs.parameters ?? []) scope.set(`${prefix}.outputs.parameters.${name}`, value);
  for (const [name, path] of end.artifacts)
    scope.set(`${prefix}.outputs.artifacts.${name}`, localArtifactPrefix + path);
}
