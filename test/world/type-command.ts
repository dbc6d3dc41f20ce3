import { readFile } from 'node:fs/promises';
import { commands } from '../../src/cli/commands.ts';
import { runCommand } from '../../src/cli/run-command.ts';

/** The command line, with these settings. */
export async function typeCommand(environment: Record<string, string>, ...args: string[]) {
  const out: string[] = [];
  const complained: string[] = [];
  const code = await runCommand(args, commands, {
    write: (text) => void out.push(text),
    complain: (text) => void complained.push(text),
    readFile: (path) => readFile(path, 'utf8'),
    environment,
    now: Date.now,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 200))),
  });
  return { code, out: out.join(''), complained: complained.join('') };
}
