import { textAt } from '../../event/payload/read-field.ts';
import type { RepositoryAddress } from '../../github/github.ts';
import type { PullRequest } from '../../github/people/people.ts';
import { eventRules } from '../../policy/event-rules.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { approveAuthor, readApproval, storeApproval, withdrawApproval } from './approvals.ts';
import { type HeadPlace, markOfShown } from './head-place.ts';
import { readAuthor } from './judge-approval.ts';
import { type ApprovalTools, releaseWaiting } from './release-waiting.ts';
import { readWaiting, type WaitingHead } from './waiting-events.ts';

/** Somebody with write permission lets a commit run. */
export interface HeadApproval {
  repository: RepositoryAddress;
  pullRequest: number;
  /** In full, as the person has seen it. */
  commit: string;
  /** Login of the person. */
  by: string;
  /** Of the check whose button was pressed: the mark of what it showed. Whoever writes a comment sees the pull request itself. */
  mark?: string;
}

export type Approved = { kind: 'approved' } | { kind: 'refused'; problem: Problem } | Later;

/**
 * Lets run what a stranger proposes at exactly this commit; whoever asks for it has been found to have write permission. The pull
 * request is read at this moment: its head must be the commit, and its base the branch that was shown. The approval is stored, and
 * the events that wait are handled again under it; it is withdrawn when the deciding file turns out not to be the one that was
 * shown any more, and the checks ask again. Doing it twice is doing it once.
 *
 * Problems: `approval.nothing-waits`, `approval.given`, `approval.no-pull-request`, `approval.closed`, `approval.head-moved`,
 * `approval.retargeted`, `approval.asked-anew`, `approval.file-changed`, `approval.too-old`, and those of handling an event.
 */
export async function approveHead(approval: HeadApproval, tools: ApprovalTools): Promise<Approved> {
  const { repository, pullRequest: number, commit } = approval;
  const place: HeadPlace = { repositoryId: repository.id, pullRequest: number, commit };
  const waiting = await readWaiting(tools.records, place);
  if (waiting === undefined || waiting.events.length === 0) return await answerNothingWaits(approval, place, tools);

  const read = await tools.github.readPullRequest(repository, number);
  if (!read.ok) {
    const { failure } = read;
    const reason = failure.message;
    if (failure.kind !== 'later') return refuse(problem('flow.github-refused', { reason }));
    return laterAfter(failure, problem('flow.github-away', { reason }));
  }
  const refusal = judge(read.value, waiting, approval) ?? judgeMark(waiting, approval);
  if (refusal !== undefined) return refuse(refusal);
  await store(approval, { place, waiting, body: read.value?.body }, tools);
  return await concludeApproval(approval, { place, waiting }, tools);
}

async function answerNothingWaits(
  { commit, by, pullRequest: number }: HeadApproval,
  place: HeadPlace,
  { records }: ApprovalTools,
): Promise<Approved> {
  const given = await readApproval(records, place);
  if (given === undefined) return refuse(problem('approval.nothing-waits', { number, commit }));
  // The same press, handled again after it was done.
  if (given.by === by) return { kind: 'approved' };
  return refuse(problem('approval.given', { number, commit, by: given.by ?? 'the policy' }));
}

function judge(
  pullRequest: PullRequest | undefined,
  waiting: WaitingHead,
  { pullRequest: number, commit }: HeadApproval,
): Problem | undefined {
  if (pullRequest === undefined) return problem('approval.no-pull-request', { number });
  const { head, isOpen, body } = pullRequest;
  if (!isOpen) return problem('approval.closed', { number });
  if (head.sha !== commit) return problem('approval.head-moved', { number, commit, head: head.sha });
  const base = textAt(body, 'base', 'ref');
  if (base === waiting.base) return undefined;
  return problem('approval.retargeted', { number, shown: waiting.base, base: base ?? 'another branch' });
}

/** The check that was pressed is not the one that asks now: the person has not seen what it asks. */
function judgeMark(waiting: WaitingHead, { mark, pullRequest: number }: HeadApproval): Problem | undefined {
  if (mark === undefined || mark === markOfShown(waiting)) return undefined;
  return problem('approval.asked-anew', { number });
}

async function store(
  { by, repository }: HeadApproval,
  { place, waiting, body }: { place: HeadPlace; waiting: WaitingHead; body: unknown },
  { records, now, policy }: ApprovalTools,
): Promise<void> {
  const { base, blob } = waiting;
  await storeApproval(records, place, { base, blob, by, at: now() });
  const author = readAuthor(body, repository.id);
  const { approve } = eventRules(policy(), `${repository.owner}/${repository.name}`);
  if (approve === 'author-once' && author !== undefined) await approveAuthor(records, author, { by, at: now() });
}

/** What was asked anew while the events were handled was decided by another file than the one that was shown. */
async function concludeApproval(
  { pullRequest: number, repository }: HeadApproval,
  { place, waiting }: { place: HeadPlace; waiting: WaitingHead },
  tools: ApprovalTools,
): Promise<Approved> {
  const released = await releaseWaiting(waiting, { place, repository }, tools);
  switch (released.kind) {
    case 'later':
      return released;
    case 'asked-anew':
      await withdrawApproval(tools.records, place);
      return refuse(problem('approval.file-changed', { number }));
    case 'released': {
      const [failed] = released.failed;
      if (failed !== undefined) return refuse(failed);
      return released.count === 0 ? refuse(problem('approval.too-old', { number })) : { kind: 'approved' };
    }
  }
}

function refuse(reason: Problem): Approved {
  return { kind: 'refused', problem: reason };
}
