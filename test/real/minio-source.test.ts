import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { minioKind } from '../../src/event-source/minio/minio-kind.ts';
import type { HeardEvent } from '../../src/event-source/source-feed.ts';
import type { SourceWorld } from '../../src/event-source/source-kind.ts';
import { setFeed } from '../../src/event-source/testing/set-feed.ts';
import { readS3Source, type SecretReader } from '../../src/flow/operator/read-s3-source.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { createMemoryRecords } from '../../src/report/testing/memory-records.ts';
import { makeCertificate } from '../../src/trigger/testing/make-certificate.ts';
import { type MinioServer, startMinio } from './minio/start-minio.ts';

const started = await startMinio();
if (!started.ok) console.warn(`SKIPPED, no real MinIO: ${started.reason}`);

const secret = (key: string) => ({ name: 'artifacts-minio', key });

describe.skipIf(!started.ok)('a minio EventSource on a real MinIO', { timeout: 120_000 }, () => {
  if (!started.ok) return;
  const { server } = started;
  const plain = server;
  afterAll(() => server.dispose());

  async function prepare(more: object = {}, secrets: Record<string, string> = {}, server: MinioServer = plain) {
    const bucket = `b-${randomUUID().slice(0, 8)}`;
    await server.makeBucket(bucket);
    const read = minioKind.read({
      ...{ endpoint: server.endpoint, insecure: true, bucket: { name: bucket } },
      ...{ accessKey: secret('accesskey'), secretKey: secret('secretkey') },
      events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
      ...more,
    });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const known: Record<string, string> = {
      accesskey: server.accessKey,
      secretkey: `${server.secretKey}\n`,
      ...secrets,
    };
    const records = createMemoryRecords();
    const events: HeardEvent[] = [];
    const troubles: (Problem | undefined)[] = [];
    const cluster = {
      readSecretKey: async (_namespace: string, _name: string, key: string) => ({ ok: true, value: known[key] ?? '' }),
    };
    const run = () => {
      const test = setFeed(events);
      const isListening = Promise.withResolvers<void>();
      const world = {
        ...{ cluster, records, now: Date.now, log: pino({ level: 'silent' }) },
        place: { namespace: 'ci', eventSource: 'minio', event: 'example' },
        onTrouble(trouble: Problem | undefined) {
          troubles.push(trouble);
          if (trouble === undefined) isListening.resolve();
        },
        onUnreadable: (each: Problem) => troubles.push(each),
      } as unknown as SourceWorld;
      const ended = minioKind.listen(read.spec, test.feed, world);
      const stop = async () => {
        test.stop();
        await ended;
      };
      onTestFinished(stop);
      return { ...test, stop, isListening: isListening.promise };
    };
    return { bucket, run, events, troubles };
  }

  const records = (events: readonly HeardEvent[]) => events.map(({ data }) => JSON.parse(data).notification[0]);
  const keys = (events: readonly HeardEvent[]) =>
    records(events).map(({ eventName, s3 }) => `${eventName.split(':')[1]} ${s3.object.key}`);

  /** This MinIO keeps back what it says until there are 4 KiB of it: that much is made happen. */
  async function push(bucket: string, prefix = 'filler-', suffix = ''): Promise<void> {
    for (let index = 0; index < 8; index += 1) await server.put(bucket, `${prefix}${index}${suffix}`, 'x');
  }

  it('holds the object of a trigger: `source.s3`', async () => {
    const bucket = `b-${randomUUID().slice(0, 8)}`;
    await plain.makeBucket(bucket);
    await plain.put(bucket, 'team/ci build.yaml', 'kind: Workflow');
    const keys: Record<string, string> = { accesskey: plain.accessKey, secretkey: plain.secretKey };
    const cluster: SecretReader = {
      readSecretKey: async (_namespace, _name, key) => ({ ok: true, value: `${keys[key] ?? ''}\n` }),
    };
    const read = (key: string, name = bucket) =>
      readS3Source(
        {
          ...{ endpoint: plain.endpoint, insecure: true, bucket: { name, key } },
          ...{ accessKey: secret('accesskey'), secretKey: secret('secretkey') },
        },
        'ci',
        cluster,
      );
    expect(await read('team/ci build.yaml')).toEqual({ kind: 'file', text: 'kind: Workflow' });
    const gone = { kind: 'refused', problem: { code: 'run.source-s3' } };
    expect(await read('team/other.yaml')).toMatchObject(gone);
    expect(await read('team/ci build.yaml', 'no-such-bucket')).toMatchObject(gone);
    keys.secretkey = 'another';
    expect(await read('team/ci build.yaml')).toMatchObject(gone);
  });

  it('hears what is created and removed, as Argo Events writes it', async () => {
    const { bucket, run, events } = await prepare();
    const { until, isListening } = run();
    await isListening;
    await server.put(bucket, 'a folder/ä+b.txt', 'hello');
    await until(1);
    await server.put(bucket, 'a folder/ä+b.txt', 'hello');
    await server.remove(bucket, 'a folder/ä+b.txt');
    await push(bucket);
    const about = () => keys(events).filter((key) => !key.includes('filler'));
    await expect.poll(about, { timeout: 60_000 }).toHaveLength(3);

    expect(about().toSorted()).toEqual([
      ...Array(2).fill('ObjectCreated a folder/ä+b.txt'),
      'ObjectRemoved a folder/ä+b.txt',
    ]);
    expect(records(events)[0]).toMatchObject({
      eventName: 's3:ObjectCreated:Put',
      s3: { bucket: { name: bucket }, object: { size: 5 } },
    });
    expect(Object.keys(JSON.parse(events[0]?.data ?? ''))).toEqual(['notification']);
    await expect.poll(() => keys(events).length, { timeout: 60_000 }).toBe(11);
  });

  it('lets through by event, prefix and suffix', async () => {
    const filter = { prefix: 'hello-', suffix: '.txt' };
    const { bucket, run, events } = await prepare({ events: ['s3:ObjectCreated:Put'], filter });
    const { until, isListening } = run();
    await isListening;
    for (const key of ['hello-1.png', 'other.txt', 'hello-2.txt']) await server.put(bucket, key, 'x');
    await server.remove(bucket, 'hello-1.png');
    await push(bucket, 'hello-9', '.txt');
    await until(9);

    expect(new Set(keys(events))).toEqual(
      new Set(['2', '90', '91', '92', '93', '94', '95', '96', '97'].map((each) => `ObjectCreated hello-${each}.txt`)),
    );
  });

  it('finds what was created while it did not listen, and hears nothing twice', async () => {
    const { bucket, run, events } = await prepare({ filter: { suffix: '.txt' } });
    await server.put(bucket, 'before.txt', 'x');
    // The store's clock is told in whole seconds: what was there before is a second older.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const first = run();
    await first.isListening;
    await server.put(bucket, 'heard.txt', 'x');
    await first.until(1);
    await first.stop();
    await server.put(bucket, 'missed.txt', 'x');
    await server.put(bucket, 'missed.png', 'x');
    const second = run();
    await second.until(2);
    await server.put(bucket, 'later.txt', 'x');
    await second.until(3);

    expect(keys(events)).toEqual(['heard.txt', 'missed.txt', 'later.txt'].map((key) => `ObjectCreated ${key}`));
    expect(new Set(second.doubled.map((id) => id.split('/')[0]))).toEqual(new Set(['heard.txt']));
    expect(records(events)[1]).toMatchObject({
      eventName: 's3:ObjectCreated:Put',
      s3: { bucket: { name: bucket }, object: { size: 1 } },
    });
  });

  it('looks through more than a page of the bucket', async () => {
    const { bucket, run } = await prepare();
    const first = run();
    await first.isListening;
    await first.stop();
    const names = Array.from({ length: 1100 }, (_, index) => `o-${String(index).padStart(4, '0')}`);
    for (let start = 0; start < names.length; start += 50) {
      await Promise.all(names.slice(start, start + 50).map((name) => server.put(bucket, name, name)));
    }
    const events = await run().until(1100);

    expect(new Set(keys(events)).size).toBe(1100);
  });

  it('goes on after the store was away', async () => {
    const { bucket, run, events } = await prepare();
    const { until, isListening } = run();
    await isListening;
    await server.put(bucket, '1', 'x');
    await until(1);
    await server.stop('SIGKILL');
    await server.start();
    await server.put(bucket, '2', 'x');
    await until(2);

    expect(keys(events)).toEqual(['ObjectCreated 1', 'ObjectCreated 2']);
  });

  it('finds what is removed in a list, and does not hear of it again when the store tells', async () => {
    const { bucket, run, events } = await prepare();
    const { until, isListening } = run();
    await isListening;
    for (const key of ['stays', 'goes']) await server.put(bucket, key, 'x');
    await until(2);
    await server.remove(bucket, 'goes');
    await until(3);
    expect(keys(events)[2]).toBe('ObjectRemoved goes');
    expect(records(events)[2]).toMatchObject({ eventName: 's3:ObjectRemoved:Delete', s3: { object: { key: 'goes' } } });
    await push(bucket);
    await expect.poll(() => keys(events).length, { timeout: 60_000 }).toBe(11);
    await server.put(bucket, 'last', 'x');
    await until(12);
    expect(keys(events).filter((key) => key.startsWith('ObjectRemoved'))).toEqual(['ObjectRemoved goes']);
  });

  it('finds what was removed while the store was away from it', async () => {
    const { bucket, run, events } = await prepare();
    const { until, isListening } = run();
    await isListening;
    await server.put(bucket, 'goes', 'x');
    await until(1);
    // The next look sees it.
    await new Promise((resolve) => setTimeout(resolve, 6000));
    await server.stop('SIGKILL');
    await server.start();
    await server.remove(bucket, 'goes');
    await until(2);

    expect(keys(events)).toEqual(['ObjectCreated goes', 'ObjectRemoved goes']);
  });

  it('hears of the last of a burst as well, in whose midst the store seemed to keep nothing back', async () => {
    const { bucket, run, events } = await prepare();
    const names: string[] = [];
    let isOver = false;
    const bursting = (async () => {
      while (!isOver) {
        const name = `burst-${String(names.length).padStart(4, '0')}`;
        await server.put(bucket, name, 'x');
        names.push(name);
      }
    })();
    const { until, isListening } = run();
    await isListening;
    await until(20);
    isOver = true;
    await bursting;
    const heard = () => new Set(keys(events));
    // What was there before it began to listen is nothing to it.
    const last = names.slice(-10).map((name) => `ObjectCreated ${name}`);
    await expect.poll(() => last.filter((name) => !heard().has(name)), { timeout: 60_000 }).toEqual([]);
  });

  it('stores again what the bus did not take', async () => {
    const { bucket, run } = await prepare();
    const { until, isListening, refuse } = run();
    await isListening;
    refuse(2);
    await server.put(bucket, '1', 'x');

    expect(keys(await until(1))).toEqual(['ObjectCreated 1']);
  });

  it('speaks TLS to a store whose certificate its Secret knows, and to no other', async () => {
    const certificate = makeCertificate(['127.0.0.1']);
    const secured = await startMinio(certificate);
    if (!secured.ok) throw new Error(secured.reason);
    onTestFinished(() => secured.server.dispose());
    const more = { insecure: false, caCertificate: secret('ca') };
    const right = await prepare(more, { ca: certificate.certificate }, secured.server);
    const wrong = await prepare(more, { ca: makeCertificate(['127.0.0.1']).certificate }, secured.server);
    wrong.run();
    const { until, isListening } = right.run();
    await isListening;
    await secured.server.put(right.bucket, 'sealed', 'x');

    expect(keys(await until(1))).toEqual(['ObjectCreated sealed']);
    await expect.poll(() => wrong.troubles.at(-1)?.message, { timeout: 30_000 }).toMatch(/CERT|signed|SIGNATURE/i);
  });

  it('says what is wrong, without the keys', async () => {
    const forbidden = await prepare({}, { secretkey: 'not-the-key' });
    forbidden.run();
    const empty = await prepare({}, { accesskey: '' });
    empty.run();
    const missing = await prepare({ bucket: { name: 'there-is-none' } });
    missing.run();
    const elsewhere = await prepare({ endpoint: '127.0.0.1:1' });
    elsewhere.run();

    const trouble = (of: typeof forbidden) => expect.poll(() => of.troubles.at(-1)?.message, { timeout: 30_000 });
    await trouble(forbidden).toContain('403 (SignatureDoesNotMatch');
    await trouble(missing).toContain('NoSuchBucket');
    await trouble(elsewhere).toContain('ECONNREFUSED');
    expect(empty.troubles.at(-1)?.code).toBe('source.secret-missing');
    expect(JSON.stringify(forbidden.troubles)).not.toContain('not-the-key');
  });
});
