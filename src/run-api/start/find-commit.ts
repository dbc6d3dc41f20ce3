import type { GithubFailure, RepositoryAddress } from '../../github/github.ts';
import { isRevision } from '../../github/read-git-objects.ts';
import { problem } from '../../problem/problem.ts';
import { type Answered, answerWith } from '../answer.ts';
import type { RunApiTools } from '../run-api.ts';

/** A commit of the repository's own, and the ref that led to it. */
export interface FoundCommit {
  sha: string;
  /** `refs/heads/…` or `refs/tags/…`; absent where the commit itself was named. */
  ref?: string;
}

/**
 * The commit that a person means by a branch, a tag, a full ref or a commit. A branch comes before a tag of the same name. No other
 * refs are taken: `refs/pull/…` is what strangers propose, and forks share their commits with the repository, so that a bare commit
 * counts only where a branch of this repository holds it.
 *
 * Problems: `run-api.not-a-ref`, `run-api.unknown-ref`, `run-api.not-on-branch`.
 */
export async function findCommit(
  wanted: string,
  { address, defaultBranch }: { address: RepositoryAddress; defaultBranch: string },
  tools: RunApiTools,
): Promise<Answered<FoundCommit>> {
  const { github } = tools.flow;
  const ref = wanted.slice(0, 255);
  if (!isRevision(wanted)) return answerWith({ status: 422, problems: [problem('run-api.not-a-ref', { ref })] });
  if (/^[0-9a-f]{40}$/.test(wanted)) {
    const known = await tools.people.isOnBranch(address, wanted, defaultBranch);
    if (!known.ok) return failed(known.failure);
    if (known.value) return { ok: true, value: { sha: wanted } };
    return answerWith({ status: 422, problems: [problem('run-api.not-on-branch', { commit: wanted })] });
  }
  const candidates = listCandidates(wanted);
  if (candidates.length === 0) {
    return answerWith({ status: 422, problems: [problem('run-api.not-a-ref', { ref })] });
  }
  for (const candidate of candidates) {
    const read = await github.readRepositoryFiles(address, candidate);
    if (!read.ok) return failed(read.failure);
    if (read.value !== undefined) return { ok: true, value: { sha: read.value.commit, ref: candidate } };
  }
  return answerWith({ status: 422, problems: [problem('run-api.unknown-ref', { ref })] });
}

function listCandidates(wanted: string): string[] {
  if (/^refs\/(heads|tags)\/./.test(wanted)) return [wanted];
  return wanted.startsWith('refs/') ? [] : [`refs/heads/${wanted}`, `refs/tags/${wanted}`];
}

export function failed(failure: GithubFailure): Answered<never> {
  const reason = failure.message;
  const retryAfterMs = failure.kind === 'later' ? (failure.retryAfterMs ?? 5000) : 30_000;
  return answerWith({ status: 503, problems: [problem('run-api.github-away', { reason })], retryAfterMs });
}
