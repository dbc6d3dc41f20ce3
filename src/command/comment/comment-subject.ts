import type { Delivery } from '../../bus/event-bus.ts';
import type { PullRequest } from '../../github/people/people.ts';
import type { Later } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import { fromGithub, type Refused, refuse } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import type { CommentAsk } from './read-comment-ask.ts';

/** What a comment asks about, and what brought it. */
export interface CommentedOn {
  ask: CommentAsk;
  subject: CommentSubject;
  delivery: Delivery;
}

type Read = { kind: 'read'; pullRequest: PullRequest } | Refused | Later;

/** What a comment is about, read at most once: the pull request as it is now, or the commit. */
export interface CommentSubject {
  /** Of a comment on a pull request. Problems: `command.no-pull-request`. */
  readPullRequest(): Promise<Read>;
  /** The head, or the commit itself. */
  readCommit(): Promise<{ kind: 'commit'; sha: string } | Refused | Later>;
}

export function openSubject({ place, repository }: CommentAsk, { github }: CommandTools): CommentSubject {
  let read: Promise<Read> | undefined;

  async function readOnce(): Promise<Read> {
    if (place.kind !== 'pull-request') return refuse(problem('command.no-pull-request', {}));
    const answer = await github.readPullRequest(repository, place.number);
    if (!answer.ok) return fromGithub(answer.failure);
    if (answer.value === undefined) return refuse(problem('command.no-pull-request', {}));
    return { kind: 'read', pullRequest: answer.value };
  }

  function readPullRequest(): Promise<Read> {
    read ??= readOnce();
    return read;
  }

  return {
    readPullRequest,
    async readCommit() {
      if (place.kind === 'commit') return { kind: 'commit', sha: place.sha };
      const found = await readPullRequest();
      return found.kind === 'read' ? { kind: 'commit', sha: found.pullRequest.head.sha } : found;
    },
  };
}
