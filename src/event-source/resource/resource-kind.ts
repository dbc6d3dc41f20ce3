import type { SourceKind } from '../source-kind.ts';
import { listenToResources } from './listen-to-resources.ts';
import { type ResourceSource, readResource } from './read-resource.ts';

/** Objects of any kind of the cluster. */
export const resourceKind: SourceKind<ResourceSource> = {
  leaderOnly: true,
  read: readResource,
  listen: listenToResources,
};
