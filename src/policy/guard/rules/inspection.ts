import type { Problem } from '../../../problem/problem.ts';
import type { EffectivePolicy } from '../../effective-policy.ts';

/** What the guard must know besides the Workflow and the policy. */
export interface GuardContext {
  /** The run's code is a stranger's. */
  untrusted: boolean;
  /**
   * Name of the Secret with the run's own read token, which it may always use: by that name, or as
   * `{{workflow.parameters.git-auth-secret}}`, whose value the app has set to it.
   */
  tokenSecret?: string;
  /** ConfigMaps that this app keeps for runs (semaphores). */
  ownConfigMaps?: readonly string[];
}

/** One look over one Workflow: what is allowed, and what was found. */
export interface Inspection {
  policy: EffectivePolicy;
  context: GuardContext;
  problems: Problem[];
  judgeUnknown: UnknownFieldRule;
}

/** Judges a field that no shape knows; `path` is that of the object that holds it. */
export type UnknownFieldRule = (key: string, value: unknown, path: string, inspection: Inspection) => void;

/** Judges the value at a path (such as `spec.volumes[0].hostPath`) and adds what is wrong to the inspection. */
export type Rule = (value: unknown, path: string, inspection: Inspection) => void;
