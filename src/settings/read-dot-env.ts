import { parseEnv } from 'node:util';
import type { Problem } from '../problem/problem.ts';
import { unreadableFile } from './describe-variable.ts';
import type { Environment, ReadFile } from './read-settings.ts';

/** The environment with what a `.env` file adds; a variable of the environment wins, also when it is empty. */
export type DotEnvResult = { ok: true; environment: Environment } | { ok: false; problem: Problem };

/** No file is no problem; one that is there and cannot be read is. */
export function readDotEnv(environment: Environment, parts: { readFile: ReadFile; path?: string }): DotEnvResult {
  try {
    return { ok: true, environment: { ...parseEnv(parts.readFile(parts.path ?? '.env')), ...environment } };
  } catch (error) {
    if (isNotThere(error)) {
      return { ok: true, environment };
    }
    return { ok: false, problem: unreadableFile('.env', parts.path ?? '.env', error) };
  }
}

function isNotThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
