import { z } from 'zod';
import { type Connection, callGithub } from '../connection/call-github.ts';
import type { ChangedFile, GithubResult, RepositoryAddress } from '../github.ts';

/** GitHub's own word for a file's change. */
const changedFile = z.object({
  filename: z.string(),
  status: z.enum(['added', 'removed', 'modified', 'renamed', 'copied', 'changed', 'unchanged']),
  previous_filename: z.string().optional(),
});

export const changedFileList = z.array(changedFile).transform((list) => list.flatMap(toChangedFile));

const comparison = z.object({
  status: z.enum(['ahead', 'behind', 'diverged', 'identical']),
  merge_base_commit: z.object({ sha: z.string() }),
  files: z.array(changedFile).optional(),
});

export interface Comparison {
  status: 'ahead' | 'behind' | 'diverged' | 'identical';
  mergeBase: string;
  /** Three-dot: what `head` changed since the merge base. */
  files: ChangedFile[];
  /** GitHub lists 300 files at most; with that many there may be more. */
  mayBeCut: boolean;
}

const maxComparedFiles = 300;

/** `compare/{base}...{head}`. The first page holds all files; the commits, which nobody reads here, are kept to one. */
export async function compareCommits(
  connection: Connection,
  repository: RepositoryAddress,
  base: string,
  head: string,
): Promise<GithubResult<Comparison>> {
  const result = await callGithub(connection, {
    method: 'listChangedFiles',
    installationId: repository.installationId,
    kind: 'read',
    route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
    parameters: {
      owner: repository.owner,
      repo: repository.name,
      basehead: `${base}...${head}`,
      per_page: 1,
      page: 1,
    },
    answer: comparison,
  });
  if (!result.ok) {
    return result;
  }
  const { status, merge_base_commit, files = [] } = result.value;
  return {
    ok: true,
    value: {
      status,
      mergeBase: merge_base_commit.sha,
      files: files.flatMap(toChangedFile),
      mayBeCut: files.length >= maxComparedFiles,
    },
  };
}

function toChangedFile(file: z.infer<typeof changedFile>): ChangedFile[] {
  const path = file.filename;
  switch (file.status) {
    case 'unchanged':
      return [];
    case 'copied':
      return [{ path, status: 'added' }];
    case 'changed':
      return [{ path, status: 'modified' }];
    case 'renamed':
      return file.previous_filename === undefined
        ? [{ path, status: 'added' }]
        : [{ path, status: 'renamed', previousPath: file.previous_filename }];
    default:
      return [{ path, status: file.status }];
  }
}
