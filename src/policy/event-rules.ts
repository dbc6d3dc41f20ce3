import type { Policy } from './file/policy.ts';
import { matchesRepository } from './match-name.ts';

export const approvalKinds = ['each-commit', 'author-once'] as const;
export const skippableEvents = ['push', 'pull_request', 'merge_group'] as const;
export const doubleKinds = ['once', 'both'] as const;

/** How the events of one repository are treated, whatever their runs may do. */
export interface EventRules {
  /** Whether each commit of a stranger is approved by itself, or its author once for all that follows in the repository. */
  approve: (typeof approvalKinds)[number];
  /** GitHub logins of bots, such as `dependabot[bot]`, whose pull requests from forks need no approval. */
  trustedBots: string[];
  /** Events for which `[skip ci]` and its kin in the head commit's message are honoured. */
  skipCi: (typeof skippableEvents)[number][];
  /** Whether a pipeline with both runs once for a commit that is pushed and in an open pull request. */
  pushAndPullRequest: (typeof doubleKinds)[number];
  /** Base branches (globs) whose own file decides pull requests from forks; for all others the default branch's does. */
  baseBranchFiles: string[];
}

const builtIn: EventRules = {
  approve: 'each-commit',
  trustedBots: [],
  skipCi: ['push'],
  pushAndPullRequest: 'once',
  baseBranchFiles: [],
};

const names = Object.keys(builtIn);

/** The rules of one repository (`owner/name`): built-in ones, `defaults`, then every matching entry of `repositories` in order. */
export function eventRules(policy: Policy | undefined, fullName: string): EventRules {
  const matching = (policy?.repositories ?? []).filter(({ pattern }) => matchesRepository(pattern, fullName));
  const layers = [policy?.defaults ?? {}, ...matching.map(({ rights }) => rights)];
  const given = layers.flatMap((layer) => Object.entries(layer).filter(([name]) => names.includes(name)));
  return { ...builtIn, ...Object.fromEntries(given) };
}
