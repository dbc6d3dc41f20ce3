import type { GithubEvent } from '../../event/event.ts';
import type { CheckAction } from '../../github/github.ts';
import type { EventRules } from '../../policy/event-rules.ts';
import { codeSpan } from '../skip/code-span.ts';

/** What a check says that waits for approval. */
export interface ApprovalText {
  title: string;
  summary: string;
  text: string;
}

export const approveAction: CheckAction = {
  identifier: 'approve',
  label: 'Approve and run',
  description: 'Run exactly this commit of a stranger',
};

/**
 * @param path the file that decides
 * @param prefix what stands in front of a command's word in comments
 */
export function renderApproval(
  { facts }: GithubEvent,
  { path, prefix, approve }: { path: string; prefix: string; approve: EventRules['approve'] },
): ApprovalText {
  const { pullRequest } = facts;
  const { number = 0, author = '', base, head } = pullRequest ?? {};
  const from = head?.repository === undefined || head.repository === '' ? 'a deleted fork' : head.repository;
  const commit = head?.sha ?? '';
  const holds =
    approve === 'author-once'
      ? `The policy asks once for an author: what ${codeSpan(author)} pushes later to pull requests of this repository then runs by itself.`
      : `It holds for this commit alone, into ${codeSpan(base?.ref ?? '')} and under ${codeSpan(path)} as it is now: a new push, another base or a changed file asks again.`;
  return {
    title: `Waits for approval: pull request #${number} comes from ${from}`,
    summary: [
      `Pull request #${number} by ${codeSpan(author)} brings the commit \`${commit}\` from ${codeSpan(from)}. Nothing of it has been fetched, read or run.`,
      '',
      `A person with write permission lets it run with the button **${approveAction.label}**, or with a comment on the pull request:`,
      '',
      '```',
      `${commandWord(prefix, 'ok-to-test')} ${commit}`,
      '```',
    ].join('\n'),
    text: [
      '### What approving means',
      '',
      `- The workflow files and the code of exactly this commit run in the cluster, for every pipeline that waits at it. Which pipelines there are, the file ${codeSpan(path)} of this repository says, not the one in the pull request.`,
      '- They run with the rights that the policy gives to strangers: no Secret but a token that reads this repository.',
      `- ${holds}`,
      '',
      'Look at the changes first, above all at workflow files, scripts, build files and dependencies.',
    ].join('\n'),
  };
}

/** A sign stands right in front of the word, a name apart from it: `/ok-to-test`, `/argo ok-to-test`. */
function commandWord(prefix: string, word: string): string {
  return prefix.length === 1 ? `${prefix}${word}` : `${prefix} ${word}`;
}
