import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replica } from '../replicas/start-replicas.ts';
import { bucket, groupTopic, objectPrefix, partitionTopic } from './operator-documents.ts';
import { readHeard } from './read-workflows.ts';
import { type StartedPlaces, startPlaces } from './start-places.ts';
import { startWaysWorld, type WaysWorld } from './start-ways-world.ts';
import { postMade, untilAllListen } from './tell-sources.ts';

const started: StartedPlaces = await startPlaces();
if (!started.ok) console.warn(`SKIPPED, no load on real sources: ${started.reason}`);

const patient = { timeout: 240_000, interval: 500 };

describe.skipIf(!started.ok)('the operator’s sources under load, with the embedded store', { timeout: 400_000 }, () => {
  if (!started.ok) return;
  const { server, store, kafka, dispose } = started.places;
  let world: WaysWorld;

  beforeAll(async () => {
    world = await startWaysWorld({ server, store, broker: kafka.address, environment: {}, replicas: 1 });
    await untilAllListen(world);
  }, 240_000);

  afterAll(async () => {
    await world?.close();
    await dispose();
  });

  function app(): Replica {
    const [only] = world.replicas();
    if (only === undefined) throw new Error('No replica is there.');
    return only;
  }

  async function killAndStart(meanwhile: () => Promise<unknown> = async () => undefined): Promise<void> {
    await world.endReplica(app(), 'SIGKILL');
    await meanwhile();
    await world.addReplica();
  }

  /** Of this round: what each Sensor heard, sorted. */
  async function heardOf(sensor: string, prefix: string): Promise<string[]> {
    return ((await readHeard(server)).get(sensor) ?? []).filter((each) => each.startsWith(prefix));
  }

  async function expectOnce(sensor: string, prefix: string, expected: readonly string[]): Promise<void> {
    await expect
      .poll(async () => new Set(await heardOf(sensor, prefix)).size, patient)
      .toBeGreaterThanOrEqual(expected.length);
    expect(await heardOf(sensor, prefix)).toEqual([...expected].sort());
  }

  async function each<Item>(
    items: readonly Item[],
    connections: number,
    act: (item: Item) => Promise<unknown>,
  ): Promise<void> {
    const left = [...items];
    const work = async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
    };
    await Promise.all(Array.from({ length: connections }, work));
  }

  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, '0')}`);

  it('make each of 2,000 webhooks that was answered 2xx a Workflow, though the app is killed in the middle', async () => {
    const all = names('hook-', 2000);
    const answered = new Set<string>();
    let killing: Promise<void> | undefined;
    const replica = app();
    await each(all, 50, async (name) => {
      if ((await postMade(world, replica, name)) === 200) answered.add(name);
      if (answered.size > 700) killing ??= killAndStart();
    });
    await killing;
    expect(answered.size).toBeGreaterThan(700);
    expect(answered.size).toBeLessThan(2000);
    await expect
      .poll(async () => {
        const made = new Set(await heardOf('webhook', 'hook-'));
        return [...answered].filter((name) => !made.has(name));
      }, patient)
      .toEqual([]);
    // Senders try again what was not answered, and some send what was.
    const again = [...all.filter((name) => !answered.has(name)), ...[...answered].slice(0, 200)];
    await each(again, 20, async (name) => expect(await postMade(world, app(), name)).toBe(200));
    await expectOnce('webhook', 'hook-', all);
  });

  it('make each of 2,000 messages on each topic a Workflow, though the app is killed in the middle, twice', async () => {
    const all = names('message-', 2000);
    for (let start = 0; start < all.length; start += 100) {
      const some = all.slice(start, start + 100);
      await Promise.all([world.send(groupTopic, some), world.send(partitionTopic, some)]);
      if (start === 500 || start === 1200) {
        await expect.poll(async () => (await heardOf('kafka-group', 'message-')).length, patient).toBeGreaterThan(50);
        await killAndStart();
      }
    }
    await expectOnce('kafka-group', 'message-', all);
    await expectOnce('kafka-partition', 'message-', all);
  });

  it('find each file, though the store is killed and the app as well', async () => {
    const all = names('file-', 300);
    await each(all.slice(0, 100), 8, (name) => store.put(bucket, name, name));
    await store.stop('SIGKILL');
    await store.start();
    await each(all.slice(100, 200), 8, (name) => store.put(bucket, name, name));
    await killAndStart(() => each(all.slice(200), 8, (name) => store.put(bucket, name, name)));
    await expectOnce('minio', 'file-', all);
  });

  it('hear of each object, though the API server forgets where the app was and the app is killed', async () => {
    const all = names('', 200);
    const make = (name: string) => world.makeObject(`${objectPrefix}load-${name}`);
    await each(all.slice(0, 100), 8, make);
    await killAndStart(async () => {
      await each(all.slice(100, 150), 8, make);
      // An API server that has just started knows no changes from before.
      await server.restart();
      await each(all.slice(150), 8, make);
    });
    const expected = all.map((name) => `${objectPrefix}load-${name}`);
    await expectOnce('resource', `${objectPrefix}load-`, expected);
  });
});
