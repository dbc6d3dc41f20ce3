import { rememberCompiled } from '../../cache/remember-compiled.ts';
import type { Configuration } from '../../config/configuration.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import type { Decided, DecidingFile } from '../../event/deciding-commit.ts';
import type { GithubEvent } from '../../event/event.ts';
import type { GithubFailure, RepositoryAddress, RepositoryFile } from '../../github/github.ts';
import { freezeDeep } from '../../json/freeze-deep.ts';
import type { FlowTools } from '../flow-tools.ts';

/** The repository's file as it decides this event. */
export interface LoadedConfiguration {
  kind: 'loaded';
  address: RepositoryAddress;
  configuration: Configuration;
  path: string;
  /** The file's blob. */
  blob: string;
  /** The commit whose files count. */
  fileCommit: string;
  /** The message of that commit, where it is known. */
  message?: string;
  /** The commit that check runs stand on. */
  checkCommit: string;
  /** The plain files directly under `.argo/` at `fileCommit`, by path; undefined while nobody has read them. */
  files: Map<string, RepositoryFile> | undefined;
  /** False for what a stranger proposes. */
  trusted: boolean;
}

export type Loading = LoadedConfiguration | { kind: 'absent' } | { kind: 'failed'; failure: GithubFailure };

/** Reads the file and the files under `.argo/` in one call. A repository without the file, or without the commit, is `absent`. */
export async function loadConfiguration(
  event: GithubEvent,
  deciding: Decided,
  tools: Pick<FlowTools, 'github'>,
): Promise<Loading> {
  const address = addressOf(event);
  const read = await tools.github.readRepositoryFiles(address, expressionOf(deciding.file));
  if (!read.ok) return { kind: 'failed', failure: read.failure };
  const files = read.value;
  if (files?.configuration === undefined) return { kind: 'absent' };

  const { path, text, byteSize, oid: blob } = files.configuration;
  return {
    kind: 'loaded',
    address,
    configuration: configurationOf(JSON.stringify([path, text ?? unreadable(byteSize)])),
    path,
    blob,
    fileCommit: files.commit,
    ...(files.message === undefined ? {} : { message: files.message }),
    checkCommit: deciding.check.kind === 'commit' ? deciding.check.sha : files.commit,
    files: byPath(files.workflows),
    trusted: deciding.trusted,
  };
}

/**
 * Most commits leave the file as it was, and reading it takes longer than deciding by it. Of path and text as JSON; frozen, because
 * many events have the same one in hand.
 */
const configurationOf = rememberCompiled((file: string): Configuration => {
  const [path = '', text = ''] = JSON.parse(file) as string[];
  return freezeDeep(readConfiguration({ path, text }));
});

/** The same file, with the other files of the commit that the check stands on: a stranger's head, once it was approved. */
export function headFilesOf(loaded: LoadedConfiguration): LoadedConfiguration {
  return { ...loaded, fileCommit: loaded.checkCommit, files: undefined };
}

function byPath(files: readonly RepositoryFile[]): Map<string, RepositoryFile> {
  return new Map(files.map((file) => [file.path, file]));
}

/** A git expression that GitHub resolves: the commit, the full ref, or the default branch. */
function expressionOf(file: DecidingFile): string {
  switch (file.kind) {
    case 'commit':
      return file.sha;
    case 'ref':
      return file.ref;
    case 'default-branch':
      return 'HEAD';
  }
}

export function addressOf({ facts, installationId }: GithubEvent): RepositoryAddress {
  const { id, owner, name } = facts.repository;
  return { installationId, id, owner, name };
}

/** GitHub gives no text for a binary or very large file; a text of its size gets the problem that such a file deserves. */
function unreadable(byteSize: number): string {
  return '\0'.repeat(Math.min(Math.max(byteSize, 1), 128 * 1024));
}
