import { accountPayload } from '../../payload/account-payload.ts';
import { formatTime, nodeIdOf } from '../../payload/identify.ts';
import { associationOf } from '../../payload/issue-payload.ts';
import { simplePullRequestPayload } from '../../payload/pull-request-payload.ts';
import { repositoryPayload } from '../../payload/repository-payload.ts';
import { changeAndAnnounce, type World } from '../../world.ts';
import type { PullRequestPlace } from './pull-requests.ts';

export type ReviewState = 'approved' | 'changes_requested' | 'commented';

/** Submits a review of the pull request's present head. */
export function submitReview(
  world: World,
  place: PullRequestPlace,
  review: { state: ReviewState; body: string | null },
): Promise<{ id: number }> {
  const { store } = world;
  const { repository, pullRequest, sender } = place;
  return changeAndAnnounce(world, repository, async () => {
    const id = store.nextId();
    const page = simplePullRequestPayload(store.addresses, repository, pullRequest);
    const url = `${page.html_url}#pullrequestreview-${id}`;
    const payload = {
      action: 'submitted',
      review: {
        id,
        node_id: nodeIdOf('PullRequestReview', id),
        user: accountPayload(store.addresses, sender),
        body: review.body,
        commit_id: pullRequest.head.sha,
        submitted_at: formatTime(store.now()),
        state: review.state,
        html_url: url,
        pull_request_url: page.url,
        author_association: associationOf(repository, sender),
        _links: { html: { href: url }, pull_request: { href: page.url } },
      },
      pull_request: page,
      repository: repositoryPayload(store.addresses, repository),
      sender: accountPayload(store.addresses, sender),
    };
    return { value: { id }, announcements: [{ event: 'pull_request_review', repository, payload }] };
  });
}
