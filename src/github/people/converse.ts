import { z } from 'zod';
import { type Connection, callGithub } from '../connection/call-github.ts';
import type { GithubResult, RepositoryAddress } from '../github.ts';
import type { ConversationPlace, Reaction } from './people.ts';

const idOnly = z.object({ id: z.number() });

export async function react(
  connection: Connection,
  repository: RepositoryAddress,
  comment: { kind: ConversationPlace['kind']; id: number },
  reaction: Reaction,
): Promise<GithubResult<undefined>> {
  const folder = comment.kind === 'issue' ? 'issues/comments' : 'comments';
  const result = await callGithub(connection, {
    method: 'react',
    installationId: repository.installationId,
    kind: 'write',
    route: `POST /repos/{owner}/{repo}/${folder}/{comment_id}/reactions`,
    parameters: { ...addressOf(repository), comment_id: comment.id, content: reaction },
    answer: idOnly,
  });
  return result.ok ? { ok: true, value: undefined } : result;
}

export async function reply(
  connection: Connection,
  repository: RepositoryAddress,
  place: ConversationPlace,
  text: string,
): Promise<GithubResult<undefined>> {
  const result = await callGithub(connection, {
    method: 'reply',
    installationId: repository.installationId,
    kind: 'write',
    route: `POST ${commentsAt(place)}`,
    parameters: { ...addressOf(repository), ...parametersOf(place), body: text },
    answer: idOnly,
  });
  return result.ok ? { ok: true, value: undefined } : result;
}

const commentList = z.array(
  z.object({
    body: z.string().nullish(),
    performed_via_github_app: z.object({ id: z.number() }).nullish(),
    user: z.object({ type: z.string() }).nullish(),
  }),
);

const perPage = 100;
const maxPages = 10;

/** Somebody else may have copied the text: only what an App wrote counts, and where GitHub says which, only this one. */
export async function hasReply(
  connection: Connection,
  repository: RepositoryAddress,
  place: ConversationPlace,
  { text, since }: { text: string; since: number },
): Promise<GithubResult<boolean>> {
  for (let page = 1; page <= maxPages; page += 1) {
    const result = await callGithub(connection, {
      method: 'hasReply',
      installationId: repository.installationId,
      kind: 'read',
      route: `GET ${commentsAt(place)}`,
      parameters: {
        ...addressOf(repository),
        ...parametersOf(place),
        // Comments on commits cannot be narrowed by time; there are few of them.
        ...(place.kind === 'issue' ? { since: new Date(since).toISOString() } : {}),
        per_page: perPage,
        page,
      },
      answer: commentList,
    });
    if (!result.ok) return result;
    const isOwn = (each: (typeof result.value)[number]) =>
      each.user?.type === 'Bot' && (each.performed_via_github_app?.id ?? connection.appId) === connection.appId;
    if (result.value.some((each) => isOwn(each) && each.body?.includes(text) === true))
      return { ok: true, value: true };
    if (result.value.length < perPage) break;
  }
  return { ok: true, value: false };
}

function commentsAt({ kind }: ConversationPlace): string {
  return kind === 'issue'
    ? '/repos/{owner}/{repo}/issues/{issue_number}/comments'
    : '/repos/{owner}/{repo}/commits/{commit_sha}/comments';
}

function parametersOf(place: ConversationPlace): Record<string, unknown> {
  return place.kind === 'issue' ? { issue_number: place.number } : { commit_sha: place.sha };
}

function addressOf(repository: RepositoryAddress): { owner: string; repo: string } {
  return { owner: repository.owner, repo: repository.name };
}
