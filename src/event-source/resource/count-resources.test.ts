import { describe, expect, it } from 'vitest';
import type { WatchedObject } from '../../kubernetes/watch/watched-form.ts';
import type { HeardEvent } from '../source-feed.ts';
import { countResources } from './count-resources.ts';
import { type ResourceSource, readResource } from './read-resource.ts';
import type { ResourceMemory } from './resource-memory.ts';

const served = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const startedAt = Date.parse('2026-03-04T05:00:00.700Z');

function specOf(more: object = {}): ResourceSource {
  const eventTypes = ['ADD', 'UPDATE', 'DELETE'];
  const read = readResource({ version: 'v1', resource: 'configmaps', eventTypes, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.spec;
}

/** An object in its version; it was made so many seconds after the source started. */
function make(
  name: string,
  resourceVersion: string,
  { seconds = 0, ...more }: Record<string, unknown> = {},
): WatchedObject {
  const at = new Date(startedAt + Number(seconds) * 1000).toISOString().replace(/\.\d+/, '');
  const metadata = { name, namespace: 'ci', uid: `uid-${name}`, resourceVersion, creationTimestamp: at };
  return { metadata, ...more };
}

function count(spec: ResourceSource, memory: Partial<ResourceMemory> = {}) {
  const taken: HeardEvent[] = [];
  const tooDeep: string[] = [];
  const known = countResources({
    ...{ spec, served, now: () => startedAt + 60_000 },
    memory: () => ({ startedAt, version: undefined, newest: 0, newestUids: [], ...memory }),
    async take(events) {
      taken.push(...events);
    },
    onTooDeep: ({ metadata }) => tooDeep.push(metadata.name),
  });
  const told = async () => {
    await known.settle?.('1');
    return taken.splice(0).map(({ id, data }) => ({ id, ...JSON.parse(data) }));
  };
  return { known, told, tooDeep };
}

const idsOf = (events: { id: string }[]) => events.map(({ id }) => id);

describe('countResources', () => {
  it('tells what was added, what it was before and what it is now, and what it was last', async () => {
    const { known, told } = count(specOf());
    known.see(make('a', '1', { data: { x: '<1>' } }), 'added');
    known.see(make('a', '2', { data: { x: '2' } }), 'modified');
    known.see(make('a', '2', { data: { x: '2' } }), 'modified');
    known.lose(make('a', '3'));

    const [added, updated, deleted, ...none] = await told();

    expect(none).toEqual([]);
    expect(added).toMatchObject({
      ...{ id: 'uid-a/1/ADD', type: 'ADD', oldBody: null, group: '', version: 'v1', resource: 'configmaps' },
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { x: '<1>' } },
    });
    expect(updated).toMatchObject({
      id: 'uid-a/2/UPDATE',
      body: { data: { x: '2' } },
      oldBody: { data: { x: '<1>' } },
    });
    expect(deleted).toMatchObject({ id: 'uid-a/3/DELETE', type: 'DELETE', oldBody: null });
  });

  it('writes the members in Argo Events’ order', async () => {
    const heard: HeardEvent[] = [];
    const known = countResources({
      ...{ spec: specOf(), served, now: () => startedAt },
      memory: () => ({ startedAt, version: undefined, newest: 0, newestUids: [] }),
      take: async (events) => void heard.push(...events),
      onTooDeep: () => undefined,
    });
    known.see(make('a', '1', { data: { x: '<' } }), 'added');
    await known.settle?.('1');

    expect(heard[0]?.data).toBe(
      '{"type":"ADD","body":{"apiVersion":"v1","data":{"x":"\\u003c"},"kind":"ConfigMap","metadata":{"creationTimestamp":"2026-03-04T05:00:00Z","name":"a","namespace":"ci","resourceVersion":"1","uid":"uid-a"}},"oldBody":null,"group":"","version":"v1","resource":"configmaps"}',
    );
  });

  it('takes an object of the same name with another uid for another one', async () => {
    const { known, told } = count(specOf());
    const second = make('a', '2');
    known.see(make('a', '1'), 'listed');
    known.see({ ...second, metadata: { ...second.metadata, uid: 'other' } }, 'listed');

    expect(idsOf(await told())).toEqual(['uid-a/1/ADD', 'uid-a/1/DELETE', 'other/2/ADD']);
  });

  it('says of a list after an interruption what came, what changed and what is gone', async () => {
    const { known, told } = count(specOf());
    for (const name of ['stays', 'changes', 'goes']) known.see(make(name, '1'), 'listed');
    known.keepOnly(new Set(['ci/stays', 'ci/changes', 'ci/goes']));
    await told();
    known.see(make('stays', '1'), 'listed');
    known.see(make('changes', '5'), 'listed');
    known.see(make('comes', '6', { seconds: -100 }), 'listed');
    known.keepOnly(new Set(['ci/stays', 'ci/changes', 'ci/comes']));

    expect(idsOf(await told())).toEqual(['uid-changes/5/UPDATE', 'uid-comes/6/ADD', 'uid-goes/1/DELETE']);
  });

  describe('in the first list of a run that goes on from an earlier one', () => {
    const memory = { version: '10', newest: Math.floor(startedAt / 1000) * 1000, newestUids: ['uid-same'] };

    it('adds what was made since, updates what was changed since, and says nothing of the rest', async () => {
      const { known, told } = count(specOf(), memory);
      known.see(make('old', '9', { seconds: -60 }), 'listed');
      known.see(make('changed', '11', { seconds: -60 }), 'listed');
      known.see(make('same', '9'), 'listed');
      known.see(make('same-second', '12'), 'listed');
      known.see(make('new', '13', { seconds: 5 }), 'listed');

      expect(idsOf(await told())).toEqual(['uid-changed/11/UPDATE', 'uid-same-second/12/ADD', 'uid-new/13/ADD']);
    });

    it('adds what got the labels that are waited for', async () => {
      const filter = { labels: [{ key: 'done', value: 'true' }] };
      const { known, told } = count(specOf({ eventTypes: ['ADD'], filter }), memory);
      known.see(make('old', '9', { seconds: -60 }), 'listed');
      known.see(make('done', '11', { seconds: -60 }), 'listed');

      expect(idsOf(await told())).toEqual(['uid-done/11/ADD']);
    });

    it('updates without an old body what a watch goes on with', async () => {
      const { known, told } = count(specOf(), memory);
      known.see(make('old', '11', { seconds: -60 }), 'modified');
      known.lose(make('gone', '12', { seconds: -60 }));

      expect(await told()).toMatchObject([{ id: 'uid-old/11/UPDATE', oldBody: null }, { id: 'uid-gone/12/DELETE' }]);
    });
  });

  it.each<[string, object, string[]]>([
    ['the prefix of the name', { prefix: 'app-' }, ['app-1', 'app-2']],
    ['what was made after the start, which counts whole seconds', { afterStart: true }, ['app-2', 'other']],
    ['what was made until then', { createdBy: '2026-03-04T05:00:00Z' }, ['app-1', 'other']],
    ['a field that matches anywhere', { fields: [{ key: 'data.x', value: 'o' }] }, ['app-1', 'other']],
    ['a field that does not match', { fields: [{ key: 'data.x', operation: '!=', value: '^o' }] }, ['app-1', 'app-2']],
    ['a field that is no text', { fields: [{ key: 'data.n', operation: '==', value: '^7$' }] }, ['app-2']],
    ['several at once', { prefix: 'app', fields: [{ key: 'metadata.namespace', value: 'ci' }] }, ['app-1', 'app-2']],
  ])('lets through by %s', async (_what, filter, names) => {
    const { known, told } = count(specOf({ eventTypes: ['ADD'], filter }));
    known.see(make('app-1', '1', { seconds: -5, data: { x: 'foo' } }), 'listed');
    known.see(make('app-2', '2', { seconds: 5, data: { x: 'bar', n: 7 } }), 'listed');
    known.see(make('other', '3', { data: { x: 'one' } }), 'listed');

    expect((await told()).map(({ body }) => body.metadata.name)).toEqual(names);
  });

  it('leaves out what nests deeper than anybody reads, and goes on', async () => {
    const { known, told, tooDeep } = count(specOf());
    let value: unknown = 1;
    for (let depth = 0; depth < 50_000; depth += 1) value = [value];
    known.see(make('deep', '1', { data: { value } }), 'added');
    known.see(make('deep', '2'), 'modified');
    known.see(make('flat', '3'), 'added');

    expect(idsOf(await told())).toEqual(['uid-flat/3/ADD']);
    expect(tooDeep).toEqual(['deep', 'deep']);
  });

  it('hears only the types that are asked for', async () => {
    const { known, told } = count(specOf({ eventTypes: ['DELETE'] }));
    known.see(make('a', '1'), 'added');
    known.see(make('a', '2'), 'modified');
    known.lose(make('a', '3'));

    expect(idsOf(await told())).toEqual(['uid-a/3/DELETE']);
  });
});
