import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../process/cache-directory.ts';

export type Binaries = { ok: true; etcd: string; apiServer: string } | { ok: false; reason: string };

/**
 * The API server and its store, built from their Go modules on first use (about ten minutes on two cores) and kept in the cache
 * folder. Without Go there are none.
 */
export function buildBinaries(): Binaries {
  const etcd = build('etcd');
  if (!etcd.ok) return etcd;
  const apiServer = build('kube-apiserver');
  if (!apiServer.ok) return apiServer;
  return { ok: true, etcd: etcd.path, apiServer: apiServer.path };
}

function build(name: string): { ok: true; path: string } | { ok: false; reason: string } {
  const directory = cacheDirectory('bin');
  const path = join(directory, name);
  if (existsSync(path)) return { ok: true, path };
  if (spawnSync('go', ['version']).status !== 0)
    return { ok: false, reason: `go, which would build ${name}, is missing` };
  mkdirSync(directory, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const built = spawnSync('go', ['build', '-o', unfinished, '.'], {
    cwd: join(import.meta.dirname, name),
    encoding: 'utf8',
  });
  if (built.status !== 0) return { ok: false, reason: `${name} could not be built: ${built.stderr.slice(-2000)}` };
  renameSync(unfinished, path);
  return { ok: true, path };
}
