import type { GitHub, GithubFailure, GithubResult, RepositoryFile } from '../../github/github.ts';
import { laterAfter } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import { maxWorkflowFileBytes } from '../../run/source/read-workflow-text.ts';
import type { FileReading } from '../../run/source/resolve-source.ts';
import type { LoadedConfiguration } from './load-configuration.ts';

/** A workflow file at `fileCommit`: from what the one read brought along, else with a call of its own. */
export async function readWorkflowFile(
  loaded: LoadedConfiguration,
  path: string,
  github: GitHub,
): Promise<FileReading> {
  const known = loaded.files?.get(path);
  if (known !== undefined) return asReading(known);
  const read = isDirectlyUnderArgo(path)
    ? await readFromFolder(loaded, path, github)
    : await github.readFile(loaded.address, loaded.fileCommit, path);
  if (read.ok) return read.value === undefined ? { kind: 'absent' } : asReading(read.value);
  return unread(read.failure);
}

/** All files of the folder come at once; several pipelines share the call. */
async function readFromFolder(
  { address, fileCommit, files }: LoadedConfiguration,
  path: string,
  github: GitHub,
): Promise<GithubResult<RepositoryFile | undefined>> {
  if (files !== undefined) return { ok: true, value: undefined };
  const read = await github.readRepositoryFiles(address, fileCommit);
  return read.ok ? { ok: true, value: read.value?.workflows.find((each) => each.path === path) } : read;
}

function unread(failure: GithubFailure): FileReading {
  if (failure.kind === 'gone') return { kind: 'absent' };
  if (failure.kind === 'refused') {
    return { kind: 'refused', problem: problem('flow.github-refused', { reason: failure.message }) };
  }
  return laterAfter(failure, problem('flow.github-away', { reason: failure.message }));
}

function asReading(file: RepositoryFile): FileReading {
  if (file.byteSize > maxWorkflowFileBytes) return { kind: 'too-large', byteSize: file.byteSize };
  // GitHub gives no text for a binary file; a character that YAML does not take gets it the problem that it deserves.
  return { kind: 'file', text: file.text ?? '\0' };
}

function isDirectlyUnderArgo(path: string): boolean {
  return path.startsWith('.argo/') && !path.slice('.argo/'.length).includes('/');
}
