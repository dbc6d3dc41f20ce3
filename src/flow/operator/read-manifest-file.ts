import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { describeFailure } from '../../bus/describe-failure.ts';
import { problem } from '../../problem/problem.ts';
import { maxWorkflowFileBytes } from '../../run/source/read-workflow-text.ts';
import type { FileReading } from '../../run/source/resolve-source.ts';

/**
 * A file that a source of the operator's document names: below `MANIFESTS_DIR`, also when a link leads elsewhere, because parameters may
 * place an event's text in its path.
 */
export async function readManifestFile(directory: string | undefined, path: string): Promise<FileReading> {
  if (directory === undefined) return { kind: 'absent' };
  try {
    const [root, file] = await Promise.all([realpath(directory), realpath(join(directory, path))]);
    if (!file.startsWith(`${root}${sep}`)) return { kind: 'absent' };
    const { size } = await stat(file);
    if (size > maxWorkflowFileBytes) return { kind: 'too-large', byteSize: size };
    return { kind: 'file', text: await readFile(file, 'utf8') };
  } catch (thrown) {
    const isAbsent = thrown instanceof Error && 'code' in thrown && ['ENOENT', 'ENOTDIR'].includes(String(thrown.code));
    if (isAbsent) return { kind: 'absent' };
    return { kind: 'refused', problem: problem('manifests.unreadable', { path, reason: describeFailure(thrown) }) };
  }
}
