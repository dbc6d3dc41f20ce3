import { z } from 'zod';
import { requireAccount } from '../../change/app/accounts.ts';
import { dequeue, enqueue, mergeGroup } from '../../change/pull-request/merge-queue.ts';
import {
  closePullRequest,
  editPullRequest,
  labelPullRequest,
  mergePullRequest,
  openPullRequest,
  type PullRequestPlace,
  reopenPullRequest,
  setDraft,
} from '../../change/pull-request/pull-requests.ts';
import { submitReview } from '../../change/pull-request/reviews.ts';
import { Refused } from '../../change/refused.ts';
import { requireRepository } from '../../change/repository/repositories.ts';
import { fullNameOf, type PullRequestRecord, type RepositoryRecord } from '../../store/repository-record.ts';
import type { Store } from '../../store/store.ts';
import type { World } from '../../world.ts';
import { defineAction } from '../action.ts';
import { personNamed, repositoryName, sender } from '../inputs.ts';

function describe(pullRequest: PullRequestRecord) {
  const { base, draft, head, id, issue, mergeCommitSha, mergedAt } = pullRequest;
  return {
    id,
    number: issue.number,
    title: issue.title,
    state: issue.state,
    draft,
    merged: mergedAt !== undefined,
    head: { repository: fullNameOf(head.repository), ref: head.ref, sha: head.sha },
    base: { ...base },
    mergeCommitSha: mergeCommitSha ?? null,
    labels: issue.labels.map(({ name }) => name),
  };
}

/** The repository that `owner:branch` stands in: this one, or the owner's fork of it. */
function findHead(
  store: Store,
  repository: RepositoryRecord,
  head: string,
): { from: RepositoryRecord; branch: string } {
  const colon = head.indexOf(':');
  if (colon < 0) return { from: repository, branch: head };
  const owner = requireAccount(store, head.slice(0, colon));
  const branch = head.slice(colon + 1);
  if (owner === repository.owner) return { from: repository, branch };
  for (const from of store.repositories.values()) {
    if (from.owner === owner && from.parent === repository) return { from, branch };
  }
  throw new Refused(`${owner.login} has no fork of ${fullNameOf(repository)}`);
}

const open = defineAction(
  z.object({
    repository: repositoryName,
    /** A branch, or `owner:branch` of a fork. */
    head: z.string(),
    /** The default branch when absent. */
    base: z.string().optional(),
    title: z.string().default('Change something'),
    body: z.string().nullable().default(null),
    draft: z.boolean().default(false),
    labels: z.array(z.string()).default([]),
    author: sender,
  }),
  async ({ world }, wanted) => {
    const { store } = world;
    const repository = requireRepository(store, wanted.repository);
    const { branch, from } = findHead(store, repository, wanted.head);
    const { body, draft, labels, title } = wanted;
    const pullRequest = await openPullRequest(world, {
      repository,
      headRepository: from,
      head: branch,
      base: wanted.base ?? repository.defaultBranch,
      ...{ title, body, draft, labels },
      author: personNamed(store, wanted.author),
    });
    return describe(pullRequest);
  },
);

const at = { repository: repositoryName, number: z.int(), sender };

function placeOf(store: Store, input: { repository: string; number: number; sender: string }): PullRequestPlace {
  const repository = requireRepository(store, input.repository);
  const pullRequest = repository.pullRequests.get(input.number);
  if (pullRequest === undefined) throw new Refused(`there is no pull request ${input.number} in ${input.repository}`);
  return { repository, pullRequest, sender: personNamed(store, input.sender) };
}

/** An action on one pull request that takes nothing but its place. */
function plainAction(act: (world: World, place: PullRequestPlace) => Promise<PullRequestRecord>) {
  return defineAction(z.object(at), async ({ world }, input) =>
    describe(await act(world, placeOf(world.store, input))),
  );
}

const edit = defineAction(
  z.object({
    ...at,
    title: z.string().optional(),
    body: z.string().optional(),
    base: z.string().optional(),
  }),
  async ({ world }, { base, body, title, ...place }) =>
    describe(await editPullRequest(world, placeOf(world.store, place), { base, body, title })),
);

const label = defineAction(
  z.object({ ...at, add: z.array(z.string()).default([]), remove: z.array(z.string()).default([]) }),
  async ({ world }, { add, remove, ...place }) =>
    describe(await labelPullRequest(world, placeOf(world.store, place), { add, remove })),
);

const draft = defineAction(z.object({ ...at, draft: z.boolean() }), async ({ world }, { draft: isDraft, ...place }) =>
  describe(await setDraft(world, placeOf(world.store, place), isDraft)),
);

const review = defineAction(
  z.object({
    ...at,
    state: z.enum(['approved', 'changes_requested', 'commented']).default('approved'),
    body: z.string().nullable().default(null),
  }),
  ({ world }, { body, state, ...place }) => submitReview(world, placeOf(world.store, place), { body, state }),
);

const enqueueAction = defineAction(z.object(at), ({ world }, input) => enqueue(world, placeOf(world.store, input)));

const dequeueAction = defineAction(
  z.object({ ...at, reason: z.enum(['dequeued', 'invalidated']).default('dequeued') }),
  ({ world }, { reason, ...place }) => dequeue(world, placeOf(world.store, place), reason),
);

const mergeQueued = defineAction(z.object(at), ({ world }, input) => mergeGroup(world, placeOf(world.store, input)));

const get = defineAction(z.object({ repository: repositoryName, number: z.int() }), ({ world }, input) =>
  describe(placeOf(world.store, { ...input, sender: 'ada' }).pullRequest),
);

export const pullRequestActions = {
  openPullRequest: open,
  getPullRequest: get,
  editPullRequest: edit,
  labelPullRequest: label,
  setPullRequestDraft: draft,
  closePullRequest: plainAction(closePullRequest),
  reopenPullRequest: plainAction(reopenPullRequest),
  mergePullRequest: plainAction(mergePullRequest),
  reviewPullRequest: review,
  enqueuePullRequest: enqueueAction,
  dequeuePullRequest: dequeueAction,
  mergeQueuedPullRequest: mergeQueued,
};
