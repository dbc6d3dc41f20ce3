import type { GitHub, GithubResult } from '../github/github.ts';

/**
 * GitHub as only the leader may write checks to it: a replica that does not lead any more, and may not know it yet, is told to try
 * later. What it began while it led is given up when its lead ends, and the next leader looks for it.
 */
export function fenceChecks(github: GitHub, remainingMs: () => number): GitHub {
  async function guard<Value>(write: () => Promise<GithubResult<Value>>): Promise<GithubResult<Value>> {
    return remainingMs() > 0 ? await write() : notLeading;
  }
  return {
    ...github,
    createCheckRun: (...args) => guard(() => github.createCheckRun(...args)),
    updateCheckRun: (...args) => guard(() => github.updateCheckRun(...args)),
  };
}

const notLeading = { ok: false, failure: { kind: 'later', message: 'Another replica leads.' } } as const;
