import type { RunGroup } from '../concurrency/group-of-run.ts';
import type { RunOrder } from '../concurrency/run-order.ts';

/**
 * What a Workflow may report on. Written once, at creation, into the annotation `argo-events-app/identity` together with an
 * HMAC over it, the namespace and the name; nothing else says which check a Workflow is.
 */
export interface RunIdentity {
  /** `github` for events of the App's webhook. */
  origin: string;
  repositoryId: number;
  owner: string;
  repository: string;
  installationId: number;
  /** The commit that the check run stands on. */
  commit: string;
  checkName: string;
  delivery: string;
  sensor: string;
  trigger: string;
  dependencies: string[];
  /** 1, or more for re-runs that create a new Workflow. */
  attempt: number;
  /** Which of two runs is the newer; absent on Workflows of an earlier version. */
  order?: RunOrder;
  /** Runs that wait for this one, or that take its place. */
  group?: RunGroup;
  /** Number of the pull request that it is about. */
  pullRequest?: number;
  /** What runs is a stranger's, so that it has no more rights when it runs again. */
  untrusted?: true;
  /** `push`, `pull_request`, … */
  event: string;
  /** The ref's short name, or the pull request's number, for people. */
  subject: string;
  /** Why it runs: sentences of the decision's trace, for people. At most 2 KiB in all. */
  why: string[];
  /** Things the run's reader should know: values that were made harmless, parameters that were not filled. */
  notes: string[];
}
