import type { GithubEvent } from '../../event/event.ts';
import { fieldAt, integerAt } from '../../event/payload/read-field.ts';
import { type EventRules, eventRules } from '../../policy/event-rules.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';
import { type Author, isApprovedAuthor, readApproval, storeApproval } from './approvals.ts';
import { headOf, shownOf } from './head-place.ts';

type JudgeTools = Pick<FlowTools, 'records' | 'policy' | 'now'>;

/** Actions with which a person proposes the very commit that the pull request then stands at. */
const proposing: ReadonlySet<string | undefined> = new Set(['opened', 'synchronize', 'reopened']);

/**
 * Whether what a stranger proposes may run: a person has approved this commit, for this base branch and under this file; or the
 * policy trusts its author, who has pushed it.
 */
export async function judgeApproval(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  tools: JudgeTools,
): Promise<'approved' | 'needed'> {
  const place = headOf(event);
  if (place === undefined) return 'needed';
  const rules = eventRules(tools.policy(), event.facts.repository.fullName);
  const shown = shownOf(event, loaded);
  const approval = await readApproval(tools.records, place);
  const isTrusted = await isTrustedAuthor(event, rules, tools);
  if (approval !== undefined && approval.by === undefined) return isTrusted ? 'approved' : 'needed';
  if (approval !== undefined) {
    const isSame = approval.base === shown.base && approval.blob === shown.blob;
    return isSame || rules.approve === 'author-once' ? 'approved' : 'needed';
  }
  if (!isTrusted || !isProposedByAuthor(event)) return 'needed';
  // Later events of this commit are somebody else's: a label says nothing of who pushed it.
  await storeApproval(tools.records, place, { ...shown, at: tools.now() });
  return 'approved';
}

/** Who wrote the pull request, by number. */
export function readAuthor(pullRequest: unknown, repositoryId: number): Author | undefined {
  const userId = integerAt(pullRequest, 'user', 'id');
  return userId === undefined ? undefined : { repositoryId, userId };
}

async function isTrustedAuthor(event: GithubEvent, rules: EventRules, { records }: JudgeTools): Promise<boolean> {
  const { pullRequest, repository } = event.facts;
  const login = pullRequest?.author.toLowerCase() ?? '';
  if (rules.trustedBots.some((each) => each.toLowerCase() === login)) return true;
  if (rules.approve !== 'author-once') return false;
  const data: unknown = JSON.parse(event.data);
  const author = readAuthor(fieldAt(data, 'body', 'pull_request'), repository.id);
  return author !== undefined && (await isApprovedAuthor(records, author));
}

function isProposedByAuthor({ facts }: GithubEvent): boolean {
  const { eventName, action, sender, pullRequest } = facts;
  return eventName === 'pull_request' && proposing.has(action) && sender !== '' && sender === pullRequest?.author;
}
