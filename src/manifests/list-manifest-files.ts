import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describeFailure } from '../bus/describe-failure.ts';
import { type Problem, problem } from '../problem/problem.ts';
import type { ManifestFile } from './read-manifests.ts';

export type ListedFiles =
  | { ok: true; files: FoundFile[] /** Another one whenever something changed. */; signature: string }
  | { ok: false; problem: Problem };

export interface FoundFile {
  path: string;
  /** Relative to the folder. */
  name: string;
}

const maxFiles = 2000;
const maxDepth = 5;

/**
 * The YAML files of a folder and of the folders in it, in order of their names. Links are followed, so that a mounted ConfigMap's file
 * changes when Kubernetes swaps the folder behind it; names that begin with a dot are left out.
 */
export async function listManifestFiles(directory: string): Promise<ListedFiles> {
  try {
    const files: (FoundFile & { stamp: string })[] = [];
    await walk(directory, { directory, depth: 0, files });
    if (files.length > maxFiles) {
      return { ok: false, problem: problem('manifests.too-much', { path: directory, limit: `${maxFiles} files` }) };
    }
    return { ok: true, files, signature: files.map((each) => `${each.name} ${each.stamp}`).join('\n') };
  } catch (thrown) {
    return {
      ok: false,
      problem: problem('manifests.unreadable', { path: directory, reason: describeFailure(thrown) }),
    };
  }
}

interface Walk {
  directory: string;
  depth: number;
  files: (FoundFile & { stamp: string })[];
}

async function walk(folder: string, { directory, depth, files }: Walk): Promise<void> {
  if (depth > maxDepth) return;
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  for (const name of names) {
    if (files.length > maxFiles) return;
    const path = join(folder, name);
    const found = await stat(path, { bigint: true });
    if (found.isDirectory()) await walk(path, { directory, depth: depth + 1, files });
    else if (found.isFile() && /\.(ya?ml|json)$/.test(name)) {
      const stamp = [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
      files.push({ path, name: relative(directory, path), stamp });
    }
  }
}

const maxBytes = 16 * 1024 * 1024;

export async function readManifestFiles(
  directory: string,
  found: readonly FoundFile[],
): Promise<{ ok: true; files: ManifestFile[] } | { ok: false; problem: Problem }> {
  const files: ManifestFile[] = [];
  let bytes = 0;
  for (const { path, name } of found) {
    try {
      const text = await readFile(path, 'utf8');
      bytes += Buffer.byteLength(text);
      files.push({ path: name, text });
    } catch (thrown) {
      return { ok: false, problem: problem('manifests.unreadable', { path: name, reason: describeFailure(thrown) }) };
    }
    if (bytes > maxBytes) {
      return { ok: false, problem: problem('manifests.too-much', { path: directory, limit: `${maxBytes} bytes` }) };
    }
  }
  return { ok: true, files };
}
