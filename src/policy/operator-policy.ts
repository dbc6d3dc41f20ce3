import type { EffectivePolicy } from './effective-policy.ts';
import { triggerKinds } from './file/policy-schema.ts';

/**
 * What the operator's own Sensors may do: everything that the app's account in the cluster may.
 *
 * @param namespace the Sensor's, where what it makes goes unless it says otherwise
 */
export function operatorPolicy(namespace: string): EffectivePolicy {
  return {
    namespace,
    serviceAccounts: ['*'],
    triggers: [...triggerKinds],
    kinds: [],
    hosts: [],
    secrets: ['*'],
    configMaps: ['*'],
    templates: ['*'],
    allow: [],
    eventSources: [],
    limits: { runsPerEvent: Number.POSITIVE_INFINITY, timeoutSeconds: Number.POSITIVE_INFINITY },
    unrestricted: true,
  };
}
