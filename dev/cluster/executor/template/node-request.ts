import type { Limiter } from '../run/limiter.ts';
import {
  isUnsuccessful,
  type NodeParameters,
  type NodePhase,
  type NodeStatus,
  type NodeType,
  type StepOutputs,
} from '../run/node-table.ts';
import { nodeMessage, type StopSwitch } from '../run/stop-switch.ts';
import type { WorkflowRun } from '../run/workflow-run.ts';
import type { RawTemplate, TemplateOwner } from '../spec/template-owner.ts';
import type { Arguments, Template } from '../spec/workflow-spec.ts';

/** A template to run, and the node that it becomes. */
export interface NodeRequest {
  name: string;
  displayName: string;
  boundaryID: string | undefined;
  /** Ids of the nodes that lead to it. */
  parents: string[];
  raw: RawTemplate;
  owner: TemplateOwner;
  given: Arguments;
  flag: NodeStatus['nodeFlag'];
  stop: StopSwitch;
  /** Limits from `parallelism` of the template that calls. */
  limiter: Limiter | undefined;
  /** What else tags of the template may name: `retries`, `lastRetry.exitCode`. */
  extra: ReadonlyMap<string, string>;
}

/** A request whose template was read, its tags filled. */
export interface TemplateRun extends NodeRequest {
  template: Template;
  /** The template with its inputs filled, so that calls in it can be filled when their turn comes. */
  filled: Record<string, unknown>;
  scope: ReadonlyMap<string, string>;
  inputs: NodeParameters[];
}

/** How a node ended. `id` is absent when it was never begun. */
export interface NodeEnd {
  phase: NodePhase;
  message?: string | undefined;
  id?: string | undefined;
  /** The nodes that what comes next hangs on. */
  outbound: string[];
  outputs: StepOutputs;
  /** Local copies of output artifacts, by name. */
  artifacts: Map<string, string>;
}

/** The node's fields that come from the request. */
export function describeNode(
  request: NodeRequest & { inputs?: NodeParameters[] },
  type: NodeType,
): Omit<NodeStatus, 'id' | 'startedAt' | 'children' | 'finishedAt' | 'phase'> & { parents: string[] } {
  const { name, displayName, boundaryID, parents, flag, raw, owner, inputs = [] } = request;
  return {
    name,
    displayName,
    type,
    ...(typeof raw.name === 'string' ? { templateName: raw.name } : {}),
    templateScope: owner.scope,
    ...(boundaryID === undefined ? {} : { boundaryID }),
    ...(flag === undefined ? {} : { nodeFlag: flag }),
    ...(inputs.length === 0 ? {} : { inputs: { parameters: inputs } }),
    parents,
  };
}

/** Writes down a node that ends as soon as it begins. */
export function concludeAtOnce(
  run: WorkflowRun,
  request: NodeRequest,
  end: { type: NodeType; phase: NodePhase; message: string },
): NodeEnd {
  const { id } = run.nodes.begin({ ...describeNode(request, end.type), phase: end.phase });
  run.nodes.end(id, end.phase, { message: end.message });
  return { phase: end.phase, message: end.message, id, outbound: [id], outputs: {}, artifacts: new Map() };
}

/** The end of something that was stopped before it began. */
export function neverBegun(request: NodeRequest): NodeEnd {
  const reason = request.stop.reason() ?? { kind: 'closed' as const };
  return {
    phase: 'Failed',
    message: nodeMessage(reason),
    outbound: request.parents,
    outputs: {},
    artifacts: new Map(),
  };
}

/** The end of a node that was fulfilled before, in an earlier try of the Workflow. */
export function endOfNode(node: NodeStatus): NodeEnd {
  return {
    phase: node.phase,
    message: node.message,
    id: node.id,
    outbound: node.outboundNodes ?? (node.type === 'Retry' ? node.children?.slice(-1) : undefined) ?? [node.id],
    outputs: node.outputs ?? {},
    artifacts: new Map(),
  };
}

export function failedChildMessage(ends: readonly NodeEnd[]): string | undefined {
  const failed = ends.find((end) => isUnsuccessful(end.phase));
  return failed?.id === undefined ? failed?.message : `child '${failed.id}' failed`;
}
