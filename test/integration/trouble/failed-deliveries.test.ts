import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findFreePorts } from '../../real/process/find-free-ports.ts';
import { oneStep } from '../../world/one-step.ts';
import { concludedCheck, expectChecks, runsOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;

beforeAll(async () => {
  const [port = 0] = await findFreePorts(1);
  // The same address after a restart, as behind a balancer.
  world = await startWorld({ environment: { PORT: String(port) }, sweepAfterMs: 0 });
});

afterAll(() => world.close());

beforeEach(async () => {
  await world.stopApp();
});

function addRepository(): Promise<string> {
  return world.addRepository({
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': oneStep('true'),
  });
}

/** What GitHub recorded of the attempts at one push's delivery, in order. */
async function attemptsAt(sha: string): Promise<{ statusCode: number; redelivery: boolean }[]> {
  const sent = await world.github.deliveries({ event: 'push' });
  return sent
    .filter(({ body }) => body.includes(`"after":"${sha}"`))
    .map(({ statusCode, redelivery }) => ({ statusCode, redelivery }));
}

/** GUIDs without a success. */
async function undelivered(): Promise<string[]> {
  const all = await world.github.deliveries();
  const done = new Set(all.filter(({ statusCode }) => statusCode === 202).map(({ guid }) => guid));
  return all.map(({ guid }) => guid).filter((guid) => !done.has(guid));
}

const patient = { timeout: 15_000 };

describe('deliveries that failed', { timeout: 60_000 }, () => {
  it('while nobody listened are sent again when the app starts, and run once', async () => {
    const repository = await addRepository();
    const pushed: string[] = [];
    for (const number of ['1', '2']) {
      pushed.push((await world.github.push({ repository, files: { a: number } })).after);
    }
    for (const sha of pushed) expect(await attemptsAt(sha)).toEqual([{ statusCode: 502, redelivery: false }]);
    await world.startApp();
    for (const sha of pushed) expect(await concludedCheck(world, sha)).toMatchObject({ conclusion: 'success' });
    expect(await runsOf(world, { repository })).toHaveLength(2);
    for (const sha of pushed) expect((await attemptsAt(sha)).at(-1)).toEqual({ statusCode: 202, redelivery: true });
  });

  it('are left alone once they succeeded, whenever the app starts again', async () => {
    await world.startApp();
    await expect.poll(() => undelivered(), patient).toEqual([]);
    const before = (await world.github.deliveries()).filter(({ redelivery }) => redelivery).length;
    await world.stopApp();
    await world.github.clearCalls();
    await world.startApp();
    await expect
      .poll(async () => (await world.github.calls()).map(({ path }) => path), patient)
      .toContain('/app/hook/deliveries?per_page=100');
    await world.settle();
    const asked = (await world.github.calls()).filter(
      ({ method, path }) => method === 'POST' && /attempts$/.test(path),
    );
    expect(asked).toEqual([]);
    expect((await world.github.deliveries()).filter(({ redelivery }) => redelivery)).toHaveLength(before);
  });

  it('only for GitHub, which never got the answer, run once all the same', async () => {
    const repository = await addRepository();
    await world.startApp();
    const lossy = await startLossyProxy(`http://127.0.0.1:${world.app().port}`);
    await world.github.setWebhook({ url: `${lossy.url}/api/github/webhooks` });
    const { after } = await world.github.push({ repository, files: { a: '1' } });
    await concludedCheck(world, after);
    expect(await attemptsAt(after)).toEqual([{ statusCode: 502, redelivery: false }]);
    lossy.close();
    await world.stopApp();
    await world.github.setWebhook({ url: `http://127.0.0.1:${world.environment.PORT}/api/github/webhooks` });
    await world.startApp();
    await expect.poll(() => attemptsAt(after), patient).toContainEqual({ statusCode: 202, redelivery: true });
    await expectChecks(world, { repository }, ['ci: success']);
    expect(await runsOf(world, { repository })).toHaveLength(1);
  });
});

describe('a delivery that comes again', { timeout: 60_000 }, () => {
  it('while it waits for its next try is tried at once', async () => {
    const repository = await addRepository();
    await world.startApp();
    const fault = world.cluster.injectFault({
      match: { verb: 'create', resource: 'workflows' },
      fault: { status: 429, retryAfterSeconds: 3600 },
    });
    const { after } = await world.github.push({ repository, files: { a: '1' } });
    await expect.poll(() => fault.remaining(), patient).toBe(0);
    await world.settle();
    expect(await runsOf(world, { repository })).toEqual([]);
    const sent = await world.github.deliveries({ event: 'push' });
    const guid = sent.find(({ body }) => body.includes(`"after":"${after}"`))?.guid ?? '';
    await world.github.redeliver({ guid });
    expect(await concludedCheck(world, after)).toMatchObject({ conclusion: 'success' });
    expect(await runsOf(world, { repository })).toHaveLength(1);
  });
});

/** Passes requests on, and hangs up instead of answering. */
async function startLossyProxy(target: string): Promise<{ url: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    void pass(target, request).finally(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function pass(target: string, request: IncomingMessage): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).filter(([name]) => !['host', 'connection'].includes(name));
  await fetch(new URL(request.url ?? '/', target), {
    method: 'POST',
    headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
    body: Buffer.concat(chunks),
  });
}
