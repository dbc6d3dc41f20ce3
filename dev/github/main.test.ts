import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { connectGithub } from './connect-github.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));

async function start(...args: string[]): Promise<{ child: ChildProcessWithoutNullStreams; url: string }> {
  const child = spawn(process.execPath, [program, ...args]);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const url = /^github ready (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(line))?.[1];
  if (url === undefined) throw new Error(`unexpected first line: ${line}`);
  return { child, url };
}

describe('the stand-in as a process', () => {
  it.each([
    ['SIGTERM', (child: ChildProcessWithoutNullStreams) => child.kill('SIGTERM')],
    ['SIGINT', (child: ChildProcessWithoutNullStreams) => child.kill('SIGINT')],
    ['the end of its parent', (child: ChildProcessWithoutNullStreams) => child.stdin.end()],
  ])('serves until %s, and leaves nothing behind', async (_case, stop) => {
    const { child, url } = await start('--until-stdin-ends');
    const github = connectGithub(url);
    const repository = await github.createRepository({ repository: 'acme/demo', files: { a: 'a' } });
    expect(existsSync(repository.directory)).toBe(true);
    const ended = once(child, 'close');
    stop(child);
    expect(await ended).toEqual([0, null]);
    expect(existsSync(repository.directory)).toBe(false);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says how it is used', async () => {
    const child = spawn(process.execPath, [program, '--help']);
    const [text] = await once(child.stdout, 'data');
    expect(String(text)).toContain('--directory');
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});
