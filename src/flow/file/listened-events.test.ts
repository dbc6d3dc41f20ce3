import { describe, expect, it } from 'vitest';
import type { ConfiguredSensor } from '../../config/configuration.ts';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import { eventOf, makeDelivery, makePullRequest, makePush, repository } from '../../run/testing/deliveries.ts';
import { isListenedTo, rememberListenedEvents } from './listened-events.ts';

const push = eventOf(makePush());
const label = eventOf(makeDelivery('label'));

function listening(githubEvents: Record<string, string[]>): ConfiguredSensor {
  const sensor = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor' as const,
    metadata: { name: 'x' },
    spec: { dependencies: [], triggers: [] },
  };
  return { sensor, origin: 'sensor', position: { line: 1, column: 1 }, githubEvents, runs: {} };
}

async function remembering(...sensors: ConfiguredSensor[]) {
  const records = createMemoryRecords();
  await rememberListenedEvents(push, sensors, records);
  return records;
}

describe('an event that the default branch decides', () => {
  it('is listened to as long as nothing is known of the file there', async () => {
    expect(await isListenedTo(label, createMemoryRecords())).toBe(true);
  });

  it.each<[string, Record<string, string[]>[], boolean]>([
    ['names it', [{ a: ['push'] }, { b: ['issues', 'label'] }], true],
    ['names all', [{ a: ['*'] }], true],
    ['names others', [{ a: ['push', 'issues'] }], false],
    ['names nothing', [], false],
  ])('is listened to as the file says that %s', async (_what, named, expected) => {
    expect(await isListenedTo(label, await remembering(...named.map(listening)))).toBe(expected);
  });

  it('is asked about again when another branch has become the default one', async () => {
    const records = await remembering(listening({ a: ['push'] }));
    const moved = eventOf(makeDelivery('label', { repository: { ...repository, default_branch: 'trunk' } }));

    expect(await isListenedTo(moved, records)).toBe(true);
  });

  it('of another repository is not known by this one', async () => {
    const records = await remembering(listening({ a: ['push'] }));
    const other = eventOf(makeDelivery('label', { repository: { ...repository, id: 43 } }));

    expect(await isListenedTo(other, records)).toBe(true);
  });

  it('is listened to when what was kept cannot be understood', async () => {
    const records = createMemoryRecords();
    await records.put('listened-events', '42', 'of another version');

    expect(await isListenedTo(label, records)).toBe(true);
  });
});

describe('an event whose own commit has the file', () => {
  it.each([
    ['push', push],
    ['pull_request', eventOf(makePullRequest())],
    ['merge_group', eventOf(makeDelivery('merge_group'))],
    ['create', eventOf(makeDelivery('create'))],
    ['release', eventOf(makeDelivery('release'))],
  ])('is always listened to: %s', async (_name, event) => {
    expect(await isListenedTo(event, await remembering())).toBe(true);
  });
});

describe('remembering', () => {
  it('forgets what the file does not name any more', async () => {
    const records = await remembering(listening({ a: ['label'] }));
    await rememberListenedEvents(push, [], records);

    expect(await isListenedTo(label, records)).toBe(false);
  });

  it('writes only what is new', async () => {
    const records = await remembering(listening({ a: ['label', 'push'] }), listening({ b: ['push'] }));
    await rememberListenedEvents(push, [listening({ c: ['push', 'label'] })], records);

    expect(await records.get('listened-events', '42')).toMatchObject({ version: 1 });
  });

  const at = (occurredAt: number) => ({ ...push, occurredAt });

  it('keeps what a newer commit said when the push of an older one arrives late', async () => {
    const records = createMemoryRecords();
    await rememberListenedEvents(at(100), [listening({ a: ['label'] })], records);
    await rememberListenedEvents(at(50), [], records);
    expect(await isListenedTo(label, records)).toBe(true);
  });

  it('knows the newer one also when it said what the one before had said', async () => {
    const records = createMemoryRecords();
    const minute = 61_000;
    for (const time of [1, minute * 2]) await rememberListenedEvents(at(time), [listening({ a: ['label'] })], records);
    await rememberListenedEvents(at(minute), [], records);
    expect(await isListenedTo(label, records)).toBe(true);
  });
});
