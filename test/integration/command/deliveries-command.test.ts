import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../../src/cli/commands.ts';
import { runCommand } from '../../../src/cli/run-command.ts';
import { oneStep } from '../../world/one-step.ts';
import { concludedCheck, runsOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

async function run(...argv: string[]): Promise<{ exitCode: number; written: string; complained: string }> {
  let [written, complained] = ['', ''];
  const exitCode = await runCommand(['deliveries', ...argv], commands, {
    write: (text) => {
      written += text;
    },
    complain: (text) => {
      complained += text;
    },
    readFile: async () => '',
    environment: world.environment,
    now: Date.now,
  });
  return { exitCode, written, complained };
}

/** A receiver that says 200 to everything, as another process at the app's address would. */
async function startImpostor(): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

describe('deliveries that somebody else took', () => {
  it('are listed by the running app’s bus and run once they are sent again', async () => {
    const { github } = world;
    const own = `http://127.0.0.1:${world.app().port}`;
    const repository = await world.addRepository({
      '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
      '.argo/ci.yaml': oneStep('true'),
    });
    const { after: seen } = await github.push({ repository, files: { a: '1' } });
    await concludedCheck(world, seen);
    const impostor = await startImpostor();
    await github.setWebhook({ url: impostor.url });
    const { after: taken } = await github.push({ repository, files: { a: '2' } });
    await github.setWebhook({ url: `${own}/api/github/webhooks` });
    impostor.close();

    expect(await run()).toEqual({ exitCode: 0, written: '', complained: 'none\n' });
    const listed = await run('--unknown', '--server', own);
    expect(listed).toMatchObject({ exitCode: 0 });
    const ids = listed.written
      .split('\n')
      .flatMap((line) => (line.includes('  push  ') ? line.split('  ')[0] : [])) as string[];
    expect(ids).toHaveLength(1);
    expect(await run('--redeliver', ...ids)).toMatchObject({ exitCode: 0, complained: '' });
    expect(await concludedCheck(world, taken)).toMatchObject({ conclusion: 'success' });
    expect(await runsOf(world, { repository })).toHaveLength(2);
    expect((await run('--unknown', '--server', own)).written).not.toContain('  push  ');
  });

  it('cannot be told where the app is not', async () => {
    const asked = await run('--unknown', '--server', 'http://127.0.0.1:9');
    expect(asked.exitCode).toBe(1);
    expect(asked.complained).toContain('was not reached');
  });
});
