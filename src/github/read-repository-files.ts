import { z } from 'zod';
import type { Connection } from './connection/call-github.ts';
import { queryGraphql } from './connection/query-graphql.ts';
import type { GithubResult, RepositoryAddress, RepositoryFile, RepositoryFiles } from './github.ts';
import {
  type Blob,
  blobFields,
  isPlainFile,
  isRevision,
  maybeBlob,
  maybeCommit,
  maybeEntries,
  type TreeEntry,
  toFile,
} from './read-git-objects.ts';

/** In the order in which they are looked for. */
const configurationNames = ['.argo-events.yaml', '.argo-events.yml'] as const;
const workflowFolder = '.argo';

/** The root's entries are asked for their modes: only they tell a file from a symlink. */
const query = `query ($owner: String!, $name: String!, $commit: String!, $root: String!, $yaml: String!, $yml: String!, $folder: String!) {
  repository(owner: $owner, name: $name) {
    commit: object(expression: $commit) { __typename ... on Commit { oid message } ... on Tag { target { __typename oid } } }
    root: object(expression: $root) { ... on Tree { entries { name mode } } }
    yaml: object(expression: $yaml) { ${blobFields} }
    yml: object(expression: $yml) { ${blobFields} }
    folder: object(expression: $folder) { ... on Tree { entries { name mode object { ${blobFields} } } } }
  }
}`;

const data = z.object({
  repository: z
    .object({ commit: maybeCommit, root: maybeEntries, yaml: maybeBlob, yml: maybeBlob, folder: maybeEntries })
    .nullable(),
});

/**
 * The configuration file and the plain files directly under `.argo/`, in one GraphQL query. `commitOrRef` is a commit's id,
 * `HEAD` or a ref; the commit read is in the answer. Undefined: the repository does not have that commit. `.yml` counts only
 * where there is no `.yaml`.
 */
export async function readRepositoryFiles(
  connection: Connection,
  repository: RepositoryAddress,
  commitOrRef: string,
): Promise<GithubResult<RepositoryFiles | undefined>> {
  if (!isRevision(commitOrRef)) {
    return { ok: true, value: undefined };
  }
  const [yaml, yml] = configurationNames.map((name) => `${commitOrRef}:${name}`);
  const result = await queryGraphql(connection, {
    method: 'readRepositoryFiles',
    installationId: repository.installationId,
    query,
    variables: {
      owner: repository.owner,
      name: repository.name,
      commit: commitOrRef,
      root: `${commitOrRef}:`,
      yaml,
      yml,
      folder: `${commitOrRef}:${workflowFolder}`,
    },
    data,
  });
  if (!result.ok) {
    return result;
  }
  const found = result.value.repository;
  if (found === null) {
    return {
      ok: false,
      failure: { kind: 'gone', message: 'readRepositoryFiles: the repository is not there for this App.' },
    };
  }
  if (found.commit === undefined) {
    return { ok: true, value: undefined };
  }
  const configuration = chooseConfiguration(found.root, [found.yaml, found.yml]);
  return {
    ok: true,
    value: {
      commit: found.commit.oid,
      ...(found.commit.message === undefined ? {} : { message: found.commit.message }),
      ...(configuration === undefined ? {} : { configuration }),
      workflows: found.folder.flatMap(toWorkflowFile),
    },
  };
}

function chooseConfiguration(root: TreeEntry[], blobs: (Blob | undefined)[]): RepositoryFile | undefined {
  for (const [index, name] of configurationNames.entries()) {
    const found = blobs[index];
    const entry = root.find((each) => each.name === name);
    if (found !== undefined && entry !== undefined && isPlainFile(entry.mode)) {
      return toFile(name, found);
    }
  }
  return undefined;
}

function toWorkflowFile(entry: TreeEntry): RepositoryFile[] {
  if (!isPlainFile(entry.mode) || entry.object === undefined) {
    return [];
  }
  return [toFile(`${workflowFolder}/${entry.name}`, entry.object)];
}
