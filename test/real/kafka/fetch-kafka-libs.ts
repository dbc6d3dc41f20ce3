import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../process/cache-directory.ts';

export type KafkaLibs = { ok: true; directory: string } | { ok: false; reason: string };

/** The broker's jars, fetched from Maven Central on first use (about 40 MB) and kept in the cache folder. */
export function fetchKafkaLibs(): KafkaLibs {
  if (!runs('java', '-version')) return { ok: false, reason: 'java, which runs the broker, is missing' };
  const directory = cacheDirectory('kafka-libs');
  if (existsSync(directory)) return { ok: true, directory };
  if (!runs('mvn', '--version')) return { ok: false, reason: 'mvn, which fetches the broker, is missing' };
  mkdirSync(dirname(directory), { recursive: true });
  const unfinished = `${directory}.${process.pid}`;
  const pom = join(import.meta.dirname, 'pom.xml');
  const copied = spawnSync(
    'mvn',
    ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`],
    { encoding: 'utf8' },
  );
  if (copied.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    return { ok: false, reason: `the broker could not be fetched: ${copied.stdout.slice(-2000)}` };
  }
  renameSync(unfinished, directory);
  return { ok: true, directory };
}

function runs(command: string, argument: string): boolean {
  return spawnSync(command, [argument]).status === 0;
}
