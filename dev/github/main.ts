import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startGithub } from './start-github.ts';

const usage = `node dev/github/main.ts [--port N] [--directory DIR] [--until-stdin-ends]

A stand-in for GitHub on 127.0.0.1. Prints "github ready <url>"; stops on SIGTERM and SIGINT, and with --until-stdin-ends
when the process that started it is gone. Without --directory its repositories live in a directory of their own, removed at the end.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      directory: { type: 'string' },
      'until-stdin-ends': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const directory = values.directory ?? (await mkdtemp(join(tmpdir(), 'github-stand-in-')));
  const github = await startGithub({ port: Number(values.port), directory, log: (line) => console.error(line) });
  const stop = async (): Promise<void> => {
    await github.close();
    if (values.directory === undefined) await rm(directory, { recursive: true, force: true });
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  if (values['until-stdin-ends']) process.stdin.resume().once('end', () => void stop());
  console.log(`github ready ${github.url}`);
}

await main();
