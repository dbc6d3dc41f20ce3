import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import { openBrokerLinks } from '../broker/broker-links.ts';
import type { TriggerWorld } from '../trigger-tools.ts';

async function nothing(): Promise<ClusterResult<never>> {
  return { ok: false, failure: { kind: 'absent', message: 'there is nothing here' } };
}

/** A world in which no object and no host is there. */
export const emptyWorld: TriggerWorld = {
  cluster: {
    findKind: nothing,
    getObject: nothing,
    listObjects: async () => ({ ok: true, value: [] }),
    createObject: nothing,
    replaceObject: nothing,
    patchObject: nothing,
    deleteObject: nothing,
    readSecretKey: nothing,
    readConfigMapKey: nothing,
  },
  argoServer: undefined,
  resolve: async () => [],
  sleep: async () => undefined,
  links: openBrokerLinks(),
};
