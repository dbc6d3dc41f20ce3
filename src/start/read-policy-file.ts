import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { openPolicyFile } from '../policy/file/open-policy-file.ts';
import type { PolicyFile } from '../policy/file/watch-policy-file.ts';
import type { Problem } from '../problem/problem.ts';

/** The policy file, followed as it changes; without the setting there is none. */
export async function readPolicyFile(
  path: string | undefined,
  log: Logger,
): Promise<{ ok: true; file?: PolicyFile } | { ok: false; problem: Problem }> {
  if (path === undefined) return { ok: true };
  return await openPolicyFile({
    path,
    read: (name) => readFile(name, 'utf8'),
    onChange: () => log.info({ file: path }, 'policy in force'),
    onProblems: (problems) => {
      for (const each of problems) log.error({ code: each.code, hint: each.hint, ...each.position }, each.message);
    },
  });
}
