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

/** An S3-compatible server, at this version of its module. */
const minioModule = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c';

/** MinIO, built from its Go module on first use (about four minutes) and kept in the cache folder. */
export function buildMinio(): { ok: true; path: string } | { ok: false; reason: string } {
  const directory = cacheDirectory('bin');
  const path = join(directory, 'minio');
  if (existsSync(path)) return { ok: true, path };
  if (spawnSync('go', ['version']).status !== 0)
    return { ok: false, reason: 'go, which would build MinIO, is missing' };
  const unfinished = join(directory, `minio.${process.pid}`);
  mkdirSync(unfinished, { recursive: true });
  const built = spawnSync('go', ['install', minioModule], {
    env: { ...process.env, GOBIN: unfinished },
    encoding: 'utf8',
  });
  if (built.status !== 0) return { ok: false, reason: `MinIO could not be built: ${built.stderr.slice(-2000)}` };
  renameSync(join(unfinished, 'minio'), path);
  return { ok: true, path };
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
