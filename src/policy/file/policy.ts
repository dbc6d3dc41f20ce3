import type { EffectivePolicy } from '../effective-policy.ts';
import type { EventRules } from '../event-rules.ts';

/** Rights as the policy file gives them; what is not set is inherited. Lists replace lists. */
export type Rights = Partial<Omit<EffectivePolicy, 'limits'>> &
  Partial<EventRules> & { limits?: Partial<EffectivePolicy['limits']> };

/** The operator's file, read and checked. */
export interface Policy {
  /** Logins (`@user`) and teams (`@organisation/team`) that may replay and see everything. */
  operators: string[];
  defaults: Rights;
  /** On top of everything else, for runs of a stranger's code. Holds no `secrets`. */
  untrusted: Rights;
  /** `as-argo`: webhook clients of the Event API are recognised as by Argo's server, without this app's rule before it. */
  webhookClients?: 'strict' | 'as-argo';
  /** In the file's order: of several that match, the later one wins. */
  repositories: { pattern: string; rights: Rights }[];
}
