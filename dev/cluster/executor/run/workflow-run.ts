import type { ResolvedSpec } from '../spec/resolve-spec.ts';
import type { Gate } from './gate.ts';
import type { Limiter } from './limiter.ts';
import type { Machine } from './machine.ts';
import type { NodeStatus, NodeTable } from './node-table.ts';
import type { StopSwitch } from './stop-switch.ts';

/** One Workflow while it runs, as its templates see it. */
export interface WorkflowRun {
  machine: Machine;
  namespace: string;
  name: string;
  uid: string;
  created: string;
  resolved: ResolvedSpec;
  nodes: NodeTable;
  /** `spec.parallelism`: pods at once. */
  podLimiter: Limiter;
  /** Closed while `spec.suspend` is true: nothing new is begun. */
  active: Gate;
  /** Suspend nodes that wait, by id: called with the node when someone else ended it. */
  suspensions: Map<string, (node: Partial<NodeStatus>) => void>;
  /** Running pods by uid, so that the deletion of one ends its step. */
  podStops: Map<string, StopSwitch>;
  /** True when some text of the spec asks for a step's `outputs.result`. */
  wantsResults: boolean;
}
