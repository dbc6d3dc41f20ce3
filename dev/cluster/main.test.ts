import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fetch } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { isRunning, workflowsPath } from './open-test-cluster.ts';
import { describeWorkflow, shell } from './test-workflow.ts';

const accessShape = z.looseObject({
  clusters: z.tuple([z.object({ cluster: z.looseObject({ server: z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
});

interface Started {
  child: ChildProcess;
  directory: string;
  url: string;
  send(method: string, path: string, body?: object): Promise<{ status: number; text: string }>;
}

async function startProcess(...more: string[]): Promise<Started> {
  const directory = await mkdtemp(join(tmpdir(), 'cluster-main-'));
  const kubeconfig = join(directory, 'kubeconfig');
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const options = ['--kubeconfig', kubeconfig, '--workspace', join(directory, 'work'), '--namespace', 'ci', ...more];
  const child = spawn(process.execPath, [main, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(directory, { recursive: true, force: true });
  });
  const [line] = z.tuple([z.string()]).parse(await once(createInterface(child.stdout), 'line'));
  const access = accessShape.parse(parse(await readFile(kubeconfig, 'utf8')));
  const { server } = access.clusters[0].cluster;
  expect(line).toBe(`cluster ready ${server}`);
  expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600);
  const authorization = `Bearer ${access.users[0].user.token}`;
  return {
    child,
    directory,
    url: server,
    async send(method, path, body) {
      const response = await fetch(server + path, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, text: await response.text() };
    },
  };
}

/** Starts a step that lasts, and one that has left its process group; gives their process ids. */
async function startSteps(started: Started): Promise<number[]> {
  const line = 'setsid sleep 300 & echo $! $$; exec sleep 300';
  await started.send('POST', workflowsPath, describeWorkflow('a', { entrypoint: 'm', templates: [shell('m', line)] }));
  const log = async () => (await started.send('GET', '/api/v1/namespaces/ci/pods/a/log')).text;
  await expect.poll(log, { timeout: 10_000 }).toMatch(/^\d+ \d+\n$/);
  return (await log()).trim().split(' ').map(Number);
}

describe('the cluster as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s with all of its steps', async (signal) => {
    const started = await startProcess();
    const steps = await startSteps(started);
    expect(steps.map(isRunning)).toEqual([true, true]);
    started.child.kill(signal);
    const [code] = await once(started.child, 'exit');
    expect(code).toBe(0);
    // They are all told to die before it exits; a busy machine may take a moment to carry that out.
    await expect.poll(() => steps.map(isRunning)).toEqual([false, false]);
  });

  it('leaves no step behind when it is killed', async () => {
    const started = await startProcess();
    const steps = await startSteps(started);
    started.child.kill('SIGKILL');
    await expect.poll(() => steps.map(isRunning), { timeout: 10_000 }).toEqual([false, false]);
  });

  it('ends when its standard input does, where asked to', async () => {
    const started = await startProcess('--exit-with-stdin');
    started.child.stdin?.end();
    const [code] = await once(started.child, 'exit');
    expect(code).toBe(0);
  });

  it('needs a workspace', async () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(process.execPath, [main], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    const [code] = await once(child, 'close');
    expect([code, said]).toEqual([2, expect.stringContaining('CLUSTER_WORKSPACE')]);
  });
});
