import type { GithubEvent } from '../event.ts';
import { fieldAt, isTrueAt, type JsonObject, textAt } from './read-field.ts';

/**
 * What a payload says of the commit that came with the event. GitHub calls a commit of a push `distinct` when no push before
 * brought it; `head_commit` itself is not to be believed there, because it is so called for tags and old commits too.
 */
export function readHeadCommit(
  eventName: string,
  body: JsonObject,
): Pick<GithubEvent, 'headMessage' | 'bringsNewCommit'> {
  if (eventName === 'merge_group') return messageOf(textAt(body, 'merge_group', 'head_commit', 'message'));
  if (eventName !== 'push') return {};
  const commits = fieldAt(body, 'commits');
  const after = textAt(body, 'after');
  const head = Array.isArray(commits) ? commits.find((each) => textAt(each, 'id') === after) : undefined;
  const isNew = after !== undefined && isTrueAt(head, 'distinct');
  return {
    ...messageOf(textAt(body, 'head_commit', 'message')),
    ...(isNew ? { bringsNewCommit: true as const } : {}),
  };
}

function messageOf(headMessage: string | undefined): { headMessage?: string } {
  return headMessage === undefined ? {} : { headMessage };
}
