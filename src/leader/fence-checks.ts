import type { GitHub, GithubResult } from '../github/github.ts';
import type { Schedule } from '../report/write/schedule.ts';

/**
 * GitHub as only the leader may write checks to it: a replica that does not lead any more, and may not know it yet, is told to try
 * later, and what it began is given up when its lead ends. Whether that was carried out nobody can say then: the next leader looks.
 */
export function fenceChecks(github: GitHub, remainingMs: () => number, schedule: Schedule): GitHub {
  async function guard<Value>(
    write: (options: { signal?: AbortSignal }) => Promise<GithubResult<Value>>,
    given?: AbortSignal,
  ): Promise<GithubResult<Value>> {
    const remaining = remainingMs();
    if (remaining <= 0) return notLeading;
    if (remaining === Number.POSITIVE_INFINITY) return await write(given === undefined ? {} : { signal: given });
    const lead = followLead(remainingMs, schedule);
    try {
      return await write({ signal: given === undefined ? lead.ended : AbortSignal.any([lead.ended, given]) });
    } finally {
      lead.forget();
    }
  }
  return {
    ...github,
    createCheckRun: (repository, check, options) =>
      guard((bounded) => github.createCheckRun(repository, check, bounded), options?.signal),
    updateCheckRun: (repository, id, state, options) =>
      guard((bounded) => github.updateCheckRun(repository, id, state, bounded), options?.signal),
  };
}

const notLeading = { ok: false, failure: { kind: 'later', message: 'Another replica leads.' } } as const;

/** A signal that is aborted when the lead ends; a lease that was renewed meanwhile gives it more time. */
function followLead(remainingMs: () => number, schedule: Schedule): { ended: AbortSignal; forget(): void } {
  const ending = new AbortController();
  let cancel = look();

  function look(): () => void {
    return schedule(remainingMs(), () => {
      if (remainingMs() > 0) cancel = look();
      else ending.abort(new Error('This replica does not lead any more.'));
    });
  }

  return { ended: ending.signal, forget: () => cancel() };
}
