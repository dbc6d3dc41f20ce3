import type { IncomingMessage } from 'node:http';
import { findRepository, type Store } from '../store/store.ts';
import type { Answer } from './answer.ts';
import { mayWrite, sees } from './routes/user-routes.ts';

const door = /^\/([^/]+\/[^/]+)\.git\/info\/refs$/;

/** What git asks first when it pushes; undefined for every other request. The list of refs in the answer is cut short. */
export function answerPushQuestion(store: Store, request: IncomingMessage, url: URL): Answer | undefined {
  const name = door.exec(url.pathname)?.[1];
  if (name === undefined || url.searchParams.get('service') !== 'git-receive-pack') return undefined;
  const [, encoded = ''] = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const [, password = ''] = Buffer.from(encoded, 'base64').toString().split(':');
  const user = store.userTokens.get(password);
  if (user === undefined) return { status: 401, headers: { 'www-authenticate': 'Basic realm="GitHub"' } };
  const repository = findRepository(store, name);
  if (repository === undefined || !sees(user, repository)) return text(404, 'Repository not found.');
  const isChosen = user.repositoryIds === undefined || user.repositoryIds.has(repository.id);
  const isOpen = user.access === 'write' && isChosen && mayWrite(repository, user);
  return isOpen
    ? text(200, '001f# service=git-receive-pack\n0000', 'application/x-git-receive-pack-advertisement')
    : text(403, 'Write access to repository not granted.');
}

function text(status: number, body: string, type = 'text/plain'): Answer {
  return { status, body: Buffer.from(body), headers: { 'content-type': type } };
}
