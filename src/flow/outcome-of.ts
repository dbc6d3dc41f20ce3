import type { Outcome } from '../bus/event-bus.ts';
import type { GithubFailure } from '../github/github.ts';
import { laterAfter } from '../problem/later.ts';
import { problem } from '../problem/problem.ts';

/** What may pass is tried again; what is gone needs no answer; what is refused is somebody's to mend. */
export function outcomeOf(failure: GithubFailure): Outcome {
  const reason = failure.message;
  if (failure.kind === 'gone') return { kind: 'done' };
  if (failure.kind === 'refused') return { kind: 'give-up', problem: problem('flow.github-refused', { reason }) };
  return { ...laterAfter(failure, problem('flow.github-away', { reason })), kind: 'retry' };
}
