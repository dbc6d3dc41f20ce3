import type { TreeEntry } from '../../git/parse-objects.ts';
import { gitCommitPayload } from '../../payload/commit-payload.ts';
import { nodeIdOf } from '../../payload/identify.ts';
import { repositoryApiUrl } from '../../payload/repository-payload.ts';
import type { RepositoryRecord } from '../../store/repository-record.ts';
import { notFound, ok } from '../answer.ts';
import { type RepositoryCall, type Route, repositoryRoute } from '../route.ts';
import { encodeContent } from './contents-routes.ts';

// GitHub cuts a recursive listing here and says `truncated`.
const mostEntries = 100_000;

async function listEntries(
  repository: RepositoryRecord,
  oid: string,
  prefix: string,
  isRecursive: boolean,
): Promise<(TreeEntry & { path: string })[]> {
  const listed: (TreeEntry & { path: string })[] = [];
  for (const entry of await repository.git.readTree(oid)) {
    const path = `${prefix}${entry.name}`;
    listed.push({ ...entry, path });
    if (isRecursive && entry.type === 'tree')
      listed.push(...(await listEntries(repository, entry.oid, `${path}/`, true)));
  }
  return listed;
}

async function treeEntryPayload({ repository, world }: RepositoryCall, entry: TreeEntry & { path: string }) {
  const api = repositoryApiUrl(world.store.addresses, repository);
  const { path, mode, type, oid } = entry;
  if (type === 'commit') return { path, mode, type, sha: oid };
  if (type === 'tree') return { path, mode, type, sha: oid, url: `${api}/git/trees/${oid}` };
  const size = (await repository.git.read(oid))?.content.length ?? 0;
  return { path, mode, type, sha: oid, size, url: `${api}/git/blobs/${oid}` };
}

const getTree = repositoryRoute(['GET', '/git/trees/:sha'], { contents: 'read' }, async (call) => {
  const { repository, url, world } = call;
  const tree = await repository.git.read(`${call.param('sha')}^{tree}`);
  if (tree === undefined) return notFound();
  // GitHub takes any value of `recursive`, "0" and "false" too.
  const entries = await listEntries(repository, tree.oid, '', url.searchParams.has('recursive'));
  return ok({
    sha: tree.oid,
    url: `${repositoryApiUrl(world.store.addresses, repository)}/git/trees/${tree.oid}`,
    tree: await Promise.all(entries.slice(0, mostEntries).map((entry) => treeEntryPayload(call, entry))),
    truncated: entries.length > mostEntries,
  });
});

const getBlob = repositoryRoute(['GET', '/git/blobs/:sha'], { contents: 'read' }, async (call) => {
  const { headers, repository, world } = call;
  const blob = await repository.git.read(call.param('sha'));
  if (blob?.type !== 'blob') return notFound();
  if (/application\/vnd\.github\.(v3\.)?raw/.test(headers.accept ?? ''))
    return ok(blob.content, { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' });
  return ok({
    sha: blob.oid,
    node_id: nodeIdOf('Blob', repository.id) + blob.oid.slice(0, 8),
    size: blob.content.length,
    url: `${repositoryApiUrl(world.store.addresses, repository)}/git/blobs/${blob.oid}`,
    content: encodeContent(blob.content),
    encoding: 'base64',
  });
});

const getCommit = repositoryRoute(['GET', '/git/commits/:sha'], { contents: 'read' }, async (call) => {
  const { repository, world } = call;
  const commit = await repository.git.readCommit(call.param('sha'));
  return commit === undefined ? notFound() : ok(gitCommitPayload(world.store, repository, commit));
});

const getRef = repositoryRoute(['GET', '/git/ref/*ref'], { contents: 'read' }, async (call) => {
  const { repository, world } = call;
  const name = `refs/${call.param('ref')}`;
  const object = await repository.git.read(name);
  if (object === undefined) return notFound();
  const api = repositoryApiUrl(world.store.addresses, repository);
  return ok({
    ref: name,
    node_id: nodeIdOf('Ref', repository.id),
    url: `${api}/git/${name}`,
    object: { sha: object.oid, type: object.type, url: `${api}/git/${object.type}s/${object.oid}` },
  });
});

export const gitRoutes: readonly Route[] = [getTree, getBlob, getCommit, getRef];
