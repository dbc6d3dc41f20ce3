import { generateKeyPairSync } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppProcess } from './start-app-process.ts';
import { type ProcessWorld, startProcessWorld } from './start-process-world.ts';

let world: ProcessWorld;

beforeAll(async () => {
  world = await startProcessWorld();
});

afterAll(() => world.close());

/** Starts the app with the world's settings and these beside or instead; undefined takes one away. */
function start(changes: Record<string, string | undefined>) {
  const all = Object.entries({ ...world.environment, ...changes });
  const kept = all.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return startAppProcess(Object.fromEntries(kept), world.directory);
}

describe('a process that cannot start', () => {
  it('exits 2 without any setting and names every one that is needed, in one go', async () => {
    const { code, stdout, stderr } = await startAppProcess({}, world.directory).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const name of ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'KUBECONFIG', 'ARGO_NAMESPACE']) {
      expect(stderr).toContain(`${name} is not set`);
    }
  });

  it('exits 2 with wrong settings, says what is wrong with each, and echoes no secret', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const changes = {
      APP_ID: 'seven',
      PRIVATE_KEY: pem,
      WEBHOOK_SECRET: 'hunter2',
      PORT: '99999',
      EVENT_BUS: 'redis://:p4ssw0rd@host',
      EVENT_RETENTION: 'for ever',
    };
    const { code, stdout, stderr } = await start(changes).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const name of ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'PORT', 'EVENT_BUS', 'EVENT_RETENTION']) {
      expect(stderr).toContain(name);
    }
    expect(stderr).not.toContain('hunter2');
    expect(stderr).not.toContain('p4ssw0rd');
    expect(stderr).not.toContain(pem.split('\n')[1]);
  });

  it('exits 3 when another process has the store, and leaves that one alone', async () => {
    await world.startApp();
    const { code, stderr } = await start({}).ended;
    expect(code).toBe(3);
    expect(stderr).toContain('bus.locked');
    expect(stderr).toContain('events.db is in use by another process');
    await world.settle();
    expect(await world.endApp('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('exits 3 when its port is taken', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const { code, stderr } = await start({ PORT: String(port) }).ended;
    server.close();
    expect(code).toBe(3);
    expect(stderr).toContain('app.cannot-listen');
    expect(stderr).toContain(String(port));
  });

  it.each([
    ['the kubeconfig is not there', { KUBECONFIG: '/nowhere/kubeconfig' }, 'settings.unreadable-file'],
    ['the policy is not there', { POLICY_FILE: '/nowhere/policy.yaml' }, 'policy.unreadable-file'],
    ['the store is a directory', { EVENT_BUS: 'sqlite:.' }, 'bus.'],
  ])('exits with a problem when %s', async (_what, changes, problem) => {
    const { code, stderr } = await start(changes).ended;
    expect([2, 3]).toContain(code);
    expect(stderr).toContain(problem);
  });

  it('exits 3 when the store is a file of another program, and leaves it as it is', async () => {
    const file = join(world.directory, 'notes.txt');
    await writeFile(file, 'Bread, butter, a pound of apples.\n'.repeat(100));
    await chmod(file, 0o600);
    const { code, stderr } = await start({ EVENT_BUS: `sqlite:${file}` }).ended;
    expect(code).toBe(3);
    expect(stderr).toMatch(/bus\.(corrupt|foreign)-file/);
  });

  it('exits 3 when its policy is wrong, with the line', async () => {
    const file = join(world.directory, 'wrong-policy.yaml');
    await writeFile(file, 'defaults:\n  trigers: [workflow]\n');
    const { code, stderr } = await start({ POLICY_FILE: file }).ended;
    expect(code).toBe(3);
    expect(stderr).toContain('policy.unknown-key');
    expect(stderr).toContain('triggers');
  });
});

describe('a process that starts', () => {
  it('serves before the cluster answers, and takes webhooks that it handles later', async () => {
    const fault = world.cluster.injectFault({ match: { resource: 'workflows' }, fault: { status: 503 }, times: 1000 });
    const { port } = await world.startApp();
    const ready = await fetch(`http://127.0.0.1:${await port}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: { cluster: 'failed' } });
    const repository = 'harbour/lighthouse';
    const { after } = await world.github.push({ repository, files: { early: 'yes' } });
    const sent = (await world.github.deliveries({ event: 'push' })).filter(({ body }) =>
      body.includes(`"after":"${after}"`),
    );
    expect(sent.map(({ statusCode }) => statusCode)).toEqual([202]);
    fault.remove();
    await world.github.waitForCheckRun((each) => each.headSha === after && each.conclusion === 'success');
    await world.endApp('SIGTERM');
  });
});
