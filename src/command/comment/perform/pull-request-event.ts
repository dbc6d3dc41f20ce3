import type { Delivery } from '../../../bus/event-bus.ts';
import type { GithubEvent } from '../../../event/event.ts';
import { parseBody } from '../../../event/payload/parse-body.ts';
import { fieldAt, integerAt } from '../../../event/payload/read-field.ts';
import { readGithubDelivery } from '../../../event/read-github-delivery.ts';
import type { PullRequest } from '../../../github/people/people.ts';

/** What an event says that was done to a pull request; the first for which something is started counts. */
export const pullRequestActions = ['synchronize', 'opened', 'reopened'];

/**
 * The event that the pull request as it is now would bring, under the id of the comment that asks for it. Its author stands in for
 * whoever pushed, so that conditions see what they saw then. Undefined when GitHub's answer is incomplete.
 *
 * @param comment the delivery of the comment
 */
export function makePullRequestEvent(
  comment: Delivery,
  { number, body }: PullRequest,
  action: string,
): GithubEvent | undefined {
  const parsed = parseBody(comment);
  if (!parsed.ok) return undefined;
  const { repository, installation, organization } = parsed.body;
  // Of a stranger's commit it counts who pushed it, and that is not known here.
  const isOwn = integerAt(body, 'head', 'repo', 'id') === integerAt(repository, 'id');
  const payload = {
    ...{ action, number, pull_request: body, repository, installation },
    ...(organization === undefined ? {} : { organization }),
    sender: (isOwn ? fieldAt(body, 'user') : undefined) ?? parsed.body.sender,
  };
  const read = readGithubDelivery({
    ...comment,
    name: 'pull_request',
    headers: { ...comment.headers, 'X-Github-Event': ['pull_request'] },
    body: Buffer.from(JSON.stringify(payload)),
  });
  if (!read.ok || read.kind !== 'event') return undefined;
  // The commit may have checks already.
  const { bringsNewCommit: _assumed, ...event } = read.event;
  return event;
}
