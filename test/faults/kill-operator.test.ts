import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventSource, freePort, listMessages, sensor } from '../world/start-operator-world.ts';
import { type ProcessWorld, startProcessWorld } from './start-process-world.ts';

let world: ProcessWorld;
let folder: string;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifests-'));
  port = await freePort();
  const documents = [
    eventSource('hooks', { webhook: { a: { port: String(port), endpoint: '/a' } } }),
    sensor('one', { a: 'hooks/a' }),
  ];
  await writeFile(join(folder, 'a.yaml'), documents.map((each) => JSON.stringify(each)).join('\n---\n'));
  world = await startProcessWorld({ environment: { MANIFESTS_DIR: folder } });
  await world.startApp();
});

afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** The status, or 0 where nobody answered. */
async function post(message: string): Promise<number> {
  const body = JSON.stringify({ message });
  const headers = { 'idempotency-key': message };
  return fetch(`http://127.0.0.1:${port}/a`, { method: 'POST', headers, body }).then(
    ({ status }) => status,
    () => 0,
  );
}

describe('a webhook of the operator', () => {
  it('is carried out once where it was answered 200, however the app is killed and its senders try again', async () => {
    await expect.poll(() => post('first'), { timeout: 30_000 }).toBe(200);
    const answered = ['first'];
    for (let round = 0; round < 2; round += 1) {
      const names = Array.from({ length: 30 }, (_, at) => `event-${round}-${at}`);
      const sending = names.map(async (name) => {
        if ((await post(name)) === 200) answered.push(name);
      });
      await expect.poll(() => answered.length, { timeout: 30_000 }).toBeGreaterThan(round * 30 + 5);
      await world.endApp('SIGKILL');
      await Promise.all(sending);
      await world.startApp();
      await expect.poll(() => post('first'), { timeout: 30_000 }).toBe(200);
      // Those that were not answered come again, and so do some that were.
      for (const name of names) {
        expect(await post(name)).toBe(200);
        if (!answered.includes(name)) answered.push(name);
      }
    }
    await expect.poll(() => listMessages(world.cluster).length, { timeout: 60_000 }).toBe(answered.length);
    await world.settle();
    expect(listMessages(world.cluster).sort()).toEqual([...answered].sort());
  }, 240_000);
});
