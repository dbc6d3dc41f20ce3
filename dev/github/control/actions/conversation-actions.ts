import { z } from 'zod';
import { changeIssueComment, commentOnCommit, commentOnIssue, findIssueComment } from '../../change/comments.ts';
import { createIssueRecord } from '../../change/pull-request/pull-requests.ts';
import { Refused } from '../../change/refused.ts';
import { createDeployment, createRelease, dispatchToRepository } from '../../change/releases.ts';
import { requireRepository } from '../../change/repository/repositories.ts';
import type { Comment } from '../../store/comment.ts';
import { defineAction } from '../action.ts';
import { personNamed, repositoryName, sender } from '../inputs.ts';

function describe(comment: Comment) {
  return {
    id: comment.id,
    author: comment.user.login,
    body: comment.body,
    commitId: comment.commitId ?? null,
    reactions: comment.reactions.map(({ content, user }) => ({ content, author: user.login })),
  };
}

const createIssue = defineAction(
  z.object({
    repository: repositoryName,
    title: z.string().default('Something is wrong'),
    body: z.string().nullable().default(null),
    author: sender,
  }),
  ({ world: { store } }, { author, body, repository, title }) => {
    const user = personNamed(store, author);
    return { number: createIssueRecord(store, requireRepository(store, repository), { title, body, user }).number };
  },
);

const comment = defineAction(
  z.object({
    repository: repositoryName,
    /** An issue's or pull request's number … */
    number: z.int().optional(),
    /** … or a commit. */
    sha: z.string().optional(),
    body: z.string(),
    author: sender,
  }),
  async ({ world }, { author, body, number, repository: name, sha }) => {
    const repository = requireRepository(world.store, name);
    const by = { user: personNamed(world.store, author) };
    if (sha !== undefined) return describe(await commentOnCommit(world, { repository, sha }, body, by));
    const issue = repository.issues.get(number ?? 0);
    if (issue === undefined) throw new Refused(`there is no issue or pull request ${number} in ${name}`);
    return describe(await commentOnIssue(world, { repository, issue }, body, by));
  },
);

const changeComment = defineAction(
  z.object({
    repository: repositoryName,
    id: z.int(),
    /** `null` deletes the comment. */
    body: z.string().nullable(),
    sender,
  }),
  async ({ world }, { body, id, repository: name, sender: login }) => {
    const repository = requireRepository(world.store, name);
    const found = findIssueComment(repository, id);
    if (found === undefined) throw new Refused(`there is no comment ${id} in ${name}`);
    const place = { repository, ...found };
    return describe(await changeIssueComment(world, place, body ?? undefined, personNamed(world.store, login)));
  },
);

const comments = defineAction(
  z.object({ repository: repositoryName, number: z.int().optional(), sha: z.string().optional() }),
  ({ world: { store } }, { number, repository: name, sha }) => {
    const repository = requireRepository(store, name);
    if (sha !== undefined) return repository.commitComments.filter(({ commitId }) => commitId === sha).map(describe);
    return (repository.issues.get(number ?? 0)?.comments ?? []).map(describe);
  },
);

const release = defineAction(
  z.object({
    repository: repositoryName,
    tag: z.string(),
    /** The default branch when absent. */
    target: z.string().optional(),
    name: z.string().nullable().default(null),
    body: z.string().nullable().default(null),
    draft: z.boolean().default(false),
    prerelease: z.boolean().default(false),
    author: sender,
  }),
  async ({ world }, { author, repository: name, ...rest }) => {
    const repository = requireRepository(world.store, name);
    const target = rest.target ?? repository.defaultBranch;
    const made = { ...rest, name: rest.name, target, repository, author: personNamed(world.store, author) };
    return { id: (await createRelease(world, made)).id };
  },
);

const deployment = defineAction(
  z.object({
    repository: repositoryName,
    ref: z.string(),
    environment: z.string().default('production'),
    task: z.string().default('deploy'),
    description: z.string().nullable().default(null),
    payload: z.record(z.string(), z.unknown()).default({}),
    creator: sender,
  }),
  async ({ world }, { creator, repository, ...rest }) => {
    const { id, sha } = await createDeployment(world, {
      ...rest,
      repository: requireRepository(world.store, repository),
      creator: personNamed(world.store, creator),
    });
    return { id, sha };
  },
);

const dispatch = defineAction(
  z.object({
    repository: repositoryName,
    eventType: z.string(),
    clientPayload: z.record(z.string(), z.unknown()).default({}),
    sender,
  }),
  ({ world }, { repository, sender: login, ...rest }) =>
    dispatchToRepository(world, requireRepository(world.store, repository), {
      ...rest,
      sender: personNamed(world.store, login),
    }),
);

export const conversationActions = {
  createIssue,
  comment,
  changeComment,
  comments,
  createRelease: release,
  createDeployment: deployment,
  dispatch,
};
