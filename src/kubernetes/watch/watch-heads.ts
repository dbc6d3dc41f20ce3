import type { ClusterConnection } from '../connection/connect-cluster.ts';
import type { WorkflowChange, WorkflowWatch } from '../kubernetes.ts';
import type { WorkflowHead } from '../workflow.ts';
import { type WatchListener, type WatchTimes, watchObjects } from './watch-objects.ts';
import { headsForm } from './watched-form.ts';
import type { WatchedPlace } from './watched-place.ts';

export interface HeadListener extends Omit<WatchListener<WorkflowHead>, 'onChange'> {
  onChange(change: WorkflowChange): void;
}

/** Watches metadata alone: a Workflow's status can be large, and its labels say how far it is. */
export function watchHeads(
  connection: ClusterConnection,
  place: WatchedPlace,
  listener: HeadListener,
  times: WatchTimes,
): WorkflowWatch {
  const onChange: WatchListener<WorkflowHead>['onChange'] = ({ type, item }) => listener.onChange({ type, head: item });
  return watchObjects(connection, { place, form: headsForm }, { ...listener, onChange }, times);
}
