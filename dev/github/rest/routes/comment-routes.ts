import { changeIssueComment, commentOnCommit, commentOnIssue, findIssueComment, react } from '../../change/comments.ts';
import { accountPayload } from '../../payload/account-payload.ts';
import { formatTime, nodeIdOf } from '../../payload/identify.ts';
import { commitCommentPayload, issueCommentPayload, issuePayload } from '../../payload/issue-payload.ts';
import { type Comment, type Reaction, reactionContents } from '../../store/comment.ts';
import type { Addresses } from '../../store/store.ts';
import { type Answer, created, invalidRequest, noContent, notFound, ok, unprocessable } from '../answer.ts';
import { paginate } from '../paginate.ts';
import { type RepositoryCall, type Route, repositoryRoute } from '../route.ts';

// One of the two is enough: a pull request's conversation is an issue's.
const readIssues = { issues: 'read', pull_requests: 'read' } as const;
const writeIssues = { issues: 'write', pull_requests: 'write' } as const;

const longestBody = 65_536;

function readBody(body: unknown): { ok: true; text: string } | { ok: false; answer: Answer } {
  const text = typeof body === 'object' && body !== null && 'body' in body ? body.body : undefined;
  if (typeof text !== 'string' || text === '') return { ok: false, answer: invalidRequest('"body" wasn\'t supplied.') };
  if (text.length > longestBody)
    return { ok: false, answer: unprocessable(`body is too long (maximum is ${longestBody} characters)`) };
  return { ok: true, text };
}

const getIssue = repositoryRoute(['GET', '/issues/:number'], readIssues, ({ param, repository, world: { store } }) => {
  const issue = repository.issues.get(Number(param('number')));
  return issue === undefined ? notFound() : ok(issuePayload(store.addresses, repository, issue));
});

const listComments = repositoryRoute(['GET', '/issues/:number/comments'], readIssues, (call) => {
  const { repository, world } = call;
  const issue = repository.issues.get(Number(call.param('number')));
  if (issue === undefined) return notFound();
  const since = Date.parse(call.url.searchParams.get('since') ?? '');
  const wanted = issue.comments.filter(({ updatedAt }) => Number.isNaN(since) || updatedAt.getTime() >= since);
  const { items, headers } = paginate(call, wanted);
  return ok(
    items.map((comment) => issueCommentPayload(world.store.addresses, repository, issue, comment)),
    headers,
  );
});

const createComment = repositoryRoute(['POST', '/issues/:number/comments'], writeIssues, async (call) => {
  const { app, repository, world } = call;
  const issue = repository.issues.get(Number(call.param('number')));
  if (issue === undefined) return notFound();
  const body = readBody(call.body);
  if (!body.ok) return body.answer;
  const comment = await commentOnIssue(world, { repository, issue }, body.text, { user: app.bot, app });
  return created(issueCommentPayload(world.store.addresses, repository, issue, comment));
});

const getComment = repositoryRoute(['GET', '/issues/comments/:id'], readIssues, (call) => {
  const { repository, world } = call;
  const found = findIssueComment(repository, Number(call.param('id')));
  if (found === undefined) return notFound();
  return ok(issueCommentPayload(world.store.addresses, repository, found.issue, found.comment));
});

const editComment = repositoryRoute(['PATCH', '/issues/comments/:id'], writeIssues, async (call) => {
  const { app, repository, world } = call;
  const found = findIssueComment(repository, Number(call.param('id')));
  if (found === undefined) return notFound();
  const body = readBody(call.body);
  if (!body.ok) return body.answer;
  await changeIssueComment(world, { repository, ...found }, body.text, app.bot);
  return ok(issueCommentPayload(world.store.addresses, repository, found.issue, found.comment));
});

const deleteComment = repositoryRoute(['DELETE', '/issues/comments/:id'], writeIssues, async (call) => {
  const { app, repository, world } = call;
  const found = findIssueComment(repository, Number(call.param('id')));
  if (found === undefined) return notFound();
  await changeIssueComment(world, { repository, ...found }, undefined, app.bot);
  return noContent;
});

const createCommitComment = repositoryRoute(['POST', '/commits/:sha/comments'], { contents: 'read' }, async (call) => {
  const { app, repository, world } = call;
  const sha = call.param('sha');
  if ((await repository.git.readCommit(sha)) === undefined) return unprocessable(`No commit found for SHA: ${sha}`);
  const body = readBody(call.body);
  if (!body.ok) return body.answer;
  const comment = await commentOnCommit(world, { repository, sha }, body.text, { user: app.bot, app });
  return created(commitCommentPayload(world.store.addresses, repository, comment));
});

const listCommitComments = repositoryRoute(['GET', '/commits/:sha/comments'], { contents: 'read' }, async (call) => {
  const { repository, world } = call;
  const sha = call.param('sha');
  if ((await repository.git.readCommit(sha)) === undefined) return unprocessable(`No commit found for SHA: ${sha}`);
  const on = repository.commitComments.filter(({ commitId }) => commitId === sha);
  const { items, headers } = paginate(call, on);
  return ok(
    items.map((comment) => commitCommentPayload(world.store.addresses, repository, comment)),
    headers,
  );
});

function reactionPayload(addresses: Addresses, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeIdOf('Reaction', reaction.id),
    user: accountPayload(addresses, reaction.user),
    content: reaction.content,
    created_at: formatTime(reaction.createdAt),
  };
}

function addReaction({ app, body, world: { store } }: RepositoryCall, comment: Comment | undefined): Answer {
  if (comment === undefined) return notFound();
  const wanted = typeof body === 'object' && body !== null && 'content' in body ? body.content : undefined;
  const content = reactionContents.find((one) => one === wanted);
  if (content === undefined) return invalidRequest(`${JSON.stringify(wanted)} is not a member of ${reactionContents}.`);
  const { isNew, reaction } = react(store, comment, app.bot, content);
  return { status: isNew ? 201 : 200, body: reactionPayload(store.addresses, reaction) };
}

function showReactions(call: RepositoryCall, comment: Comment | undefined): Answer {
  if (comment === undefined) return notFound();
  const { items, headers } = paginate(call, comment.reactions);
  return ok(
    items.map((reaction) => reactionPayload(call.world.store.addresses, reaction)),
    headers,
  );
}

function issueCommentOf({ param, repository }: RepositoryCall): Comment | undefined {
  return findIssueComment(repository, Number(param('id')))?.comment;
}

function commitCommentOf({ param, repository }: RepositoryCall): Comment | undefined {
  return repository.commitComments.find(({ id }) => id === Number(param('id')));
}

const onIssueComment = '/issues/comments/:id/reactions';
const onCommitComment = '/comments/:id/reactions';

export const commentRoutes: readonly Route[] = [
  getComment,
  editComment,
  deleteComment,
  getIssue,
  listComments,
  createComment,
  createCommitComment,
  listCommitComments,
  repositoryRoute(['POST', onIssueComment], writeIssues, (call) => addReaction(call, issueCommentOf(call))),
  repositoryRoute(['GET', onIssueComment], readIssues, (call) => showReactions(call, issueCommentOf(call))),
  repositoryRoute(['POST', onCommitComment], { contents: 'read' }, (call) => addReaction(call, commitCommentOf(call))),
  repositoryRoute(['GET', onCommitComment], { contents: 'read' }, (call) => showReactions(call, commitCommentOf(call))),
];
