import { readFileSync } from 'node:fs';
import { listProblems } from '../../settings/list-problems.ts';
import { readDotEnv } from '../../settings/read-dot-env.ts';
import { readSettings } from '../../settings/read-settings.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Terminal } from '../command.ts';

/** The settings that the app itself would start with; complains and answers undefined where it would not start. */
export async function readAppSettings({
  environment,
  complain,
}: Pick<Terminal, 'environment' | 'complain'>): Promise<Settings | undefined> {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const found = readDotEnv(environment, { readFile });
  const read = found.ok
    ? readSettings(found.environment, { readFile })
    : { ok: false as const, problems: [found.problem] };
  if (read.ok) return read.settings;
  for (const line of listProblems(read.problems)) complain(`${line}\n`);
  return undefined;
}
