import type { TreeEntry } from '../../git/parse-objects.ts';
import { repositoryApiUrl, repositoryWebUrl } from '../../payload/repository-payload.ts';
import { type Answer, notFound, ok } from '../answer.ts';
import { type RepositoryCall, type Route, repositoryRoute } from '../route.ts';

// Larger files come without their content (GitHub: up to 1 MB here, up to 100 MB as raw).
const largestContent = 1_048_576;

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function entryKind(entry: Pick<TreeEntry, 'mode' | 'type'>): 'dir' | 'submodule' | 'symlink' | 'file' {
  if (entry.type === 'tree') return 'dir';
  if (entry.type === 'commit') return 'submodule';
  return entry.mode === '120000' ? 'symlink' : 'file';
}

function entryPayload(call: RepositoryCall, ref: string, path: string, entry: TreeEntry & { size: number }) {
  const { repository, world } = call;
  const api = repositoryApiUrl(world.store.addresses, repository);
  const web = repositoryWebUrl(world.store.addresses, repository);
  const url = `${api}/contents/${encodePath(path)}?ref=${encodeURIComponent(ref)}`;
  const kind = entryKind(entry);
  const gitUrl = `${api}/git/${kind === 'dir' ? 'trees' : 'blobs'}/${entry.oid}`;
  const htmlUrl = `${web}/${kind === 'dir' ? 'tree' : 'blob'}/${ref}/${encodePath(path)}`;
  return {
    name: entry.name,
    path,
    sha: entry.oid,
    size: entry.size,
    url,
    html_url: htmlUrl,
    git_url: kind === 'submodule' ? null : gitUrl,
    download_url: kind === 'file' ? `${web}/raw/${ref}/${encodePath(path)}` : null,
    type: kind,
    _links: { self: url, git: gitUrl, html: htmlUrl },
  };
}

/** Walks a path from a commit's root without leaving the tree: `..` and empty parts name nothing. */
async function findEntry(call: RepositoryCall, commit: string, path: string): Promise<TreeEntry | undefined> {
  const { git } = call.repository;
  const root = await git.readCommit(commit);
  if (root === undefined) return undefined;
  let entry: TreeEntry = { name: '', mode: '040000', type: 'tree', oid: root.tree };
  for (const part of path === '' ? [] : path.split('/')) {
    if (entry.type !== 'tree') return undefined;
    const found: TreeEntry | undefined = (await git.readTree(entry.oid)).find(({ name }) => name === part);
    if (found === undefined) return undefined;
    entry = found;
  }
  return entry;
}

async function directoryPayload(call: RepositoryCall, ref: string, path: string, oid: string) {
  const entries = await call.repository.git.readTree(oid);
  return Promise.all(
    entries.map(async (entry) => {
      const size = entry.type === 'blob' ? ((await call.repository.git.read(entry.oid))?.content.length ?? 0) : 0;
      return entryPayload(call, ref, path === '' ? entry.name : `${path}/${entry.name}`, { ...entry, size });
    }),
  );
}

/** GitHub breaks base 64 after 60 characters. */
export function encodeContent(content: Buffer): string {
  return content.toString('base64').replace(/(.{60})/g, '$1\n');
}

function filePayload(call: RepositoryCall, ref: string, path: string, found: { entry: TreeEntry; content: Buffer }) {
  const { entry, content } = found;
  const whole = entryPayload(call, ref, path, { ...entry, size: content.length });
  if (whole.type === 'symlink') return { ...whole, target: content.toString('utf8') };
  if (content.length > largestContent) return { ...whole, content: '', encoding: 'none' };
  return { ...whole, content: encodeContent(content), encoding: 'base64' };
}

function wants(call: RepositoryCall, kind: 'raw' | 'object'): boolean {
  return new RegExp(`application/vnd\\.github\\.(v3\\.)?${kind}`).test(call.headers.accept ?? '');
}

const rawHeaders = { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' };

async function answerDirectory(call: RepositoryCall, ref: string, path: string, entry: TreeEntry): Promise<Answer> {
  const entries = await directoryPayload(call, ref, path, entry.oid);
  if (!wants(call, 'object')) return ok(entries);
  return ok({ ...entryPayload(call, ref, path, { ...entry, size: 0 }), entries });
}

const getContents = repositoryRoute(['GET', '/contents/*path'], { contents: 'read' }, async (call) => {
  const { repository, url } = call;
  const ref = url.searchParams.get('ref') ?? repository.defaultBranch;
  if ((await repository.git.readCommit(ref)) === undefined) return notFound(`No commit found for the ref ${ref}`);
  const path = call.param('path').replace(/^\/|\/$/g, '');
  const entry = await findEntry(call, ref, path);
  if (entry === undefined) return notFound();
  if (entry.type === 'tree') return answerDirectory(call, ref, path, entry);
  if (entry.type === 'commit') return ok(entryPayload(call, ref, path, { ...entry, size: 0 }));
  const content = (await repository.git.read(entry.oid))?.content ?? Buffer.alloc(0);
  if (wants(call, 'raw')) return ok(content, rawHeaders);
  return ok(filePayload(call, ref, path, { entry, content }));
});

const getRoot: Route = { ...getContents, pattern: '/repos/:owner/:repo/contents' };

export const contentsRoutes: readonly Route[] = [getRoot, getContents];
