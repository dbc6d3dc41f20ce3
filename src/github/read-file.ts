import { z } from 'zod';
import type { Connection } from './connection/call-github.ts';
import { queryGraphql } from './connection/query-graphql.ts';
import type { GithubResult, RepositoryAddress, RepositoryFile } from './github.ts';
import { blobFields, isPlainFile, isRevision, maybeBlob, maybeEntries, toFile } from './read-git-objects.ts';

const query = `query ($owner: String!, $name: String!, $folder: String!, $file: String!) {
  repository(owner: $owner, name: $name) {
    folder: object(expression: $folder) { ... on Tree { entries { name mode } } }
    file: object(expression: $file) { ${blobFields} }
  }
}`;

const data = z.object({ repository: z.object({ folder: maybeEntries, file: maybeBlob }).nullable() });

/**
 * One plain file at a commit, by one GraphQL query; the REST API would follow symlinks. Undefined: there is no such file, or
 * it is a directory, a symlink or a submodule, or the path leads out of the repository.
 */
export async function readFile(
  connection: Connection,
  repository: RepositoryAddress,
  commit: string,
  path: string,
): Promise<GithubResult<RepositoryFile | undefined>> {
  if (!isRevision(commit) || !isPlainPath(path)) {
    return { ok: true, value: undefined };
  }
  const slash = path.lastIndexOf('/');
  const result = await queryGraphql(connection, {
    method: 'readFile',
    installationId: repository.installationId,
    query,
    variables: {
      owner: repository.owner,
      name: repository.name,
      folder: `${commit}:${path.slice(0, Math.max(slash, 0))}`,
      file: `${commit}:${path}`,
    },
    data,
  });
  if (!result.ok) {
    return result;
  }
  const found = result.value.repository;
  if (found === null) {
    return { ok: false, failure: { kind: 'gone', message: 'readFile: the repository is not there for this App.' } };
  }
  const entry = found.folder.find((each) => each.name === path.slice(slash + 1));
  if (entry === undefined || !isPlainFile(entry.mode) || found.file === undefined) {
    return { ok: true, value: undefined };
  }
  return { ok: true, value: toFile(path, found.file) };
}

/** Relative, without `.`, `..`, empty or control-character segments; git has no other spelling of a path. */
function isPlainPath(path: string): boolean {
  const segments = path.split('/');
  return path.length <= 4096 && segments.every((each) => !['', '.', '..'].includes(each) && !/\p{Cc}/u.test(each));
}
