import { mkdir, mkdtemp, open, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Problem } from '../problem/problem.ts';
import type { Manifests } from './manifests.ts';
import { type WatchedManifests, watchManifests } from './watch-manifests.ts';

let directory = '';
let watched: WatchedManifests | undefined;

afterEach(async () => {
  watched?.stop();
  watched = undefined;
  await rm(directory, { recursive: true, force: true });
});

function source(name: string, port = 12_000): string {
  const spec = { webhook: { example: { port: String(port), endpoint: `/${name}` } } };
  return JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'EventSource', metadata: { name }, spec });
}

async function watch(prepare: (folder: string) => Promise<unknown>, intervalMs = 1000) {
  directory = await mkdtemp(join(tmpdir(), 'manifests-'));
  await prepare(directory);
  const changes: Manifests[] = [];
  const said: Problem[][] = [];
  const opened = await watchManifests({
    ...{ directory, namespace: 'ci', intervalMs },
    onChange: (manifests) => changes.push(manifests),
    onProblems: (problems) => said.push(problems),
  });
  if (opened.ok) watched = opened.manifests;
  const names = () => watched?.current().eventSources.map((each) => each.name);
  const codes = () => said.at(-1)?.map((each) => each.code);
  return { folder: directory, opened, changes, said, names, codes };
}

const write = (folder: string, name: string, text: string) => writeFile(join(folder, name), text);
const patience = { timeout: 20_000 };

describe('the folder of the operator’s documents', () => {
  it('is read at once, with the folders in it, and again when a file changes, comes or goes', async () => {
    const { folder, names, changes } = await watch(async (at) => {
      await write(at, 'a.yaml', source('a'));
      await mkdir(join(at, 'more'));
      await write(at, 'more/b.yml', source('b'));
      await write(at, 'notes.txt', 'nothing');
      await write(at, '.hidden.yaml', source('hidden'));
    });
    expect(names()).toEqual(['a', 'b']);
    await write(folder, 'a.yaml', source('changed'));
    await expect.poll(names, patience).toEqual(['changed', 'b']);
    await write(folder, 'c.json', source('c'));
    await expect.poll(names, patience).toEqual(['changed', 'c', 'b']);
    await rm(join(folder, 'more/b.yml'));
    await expect.poll(names, patience).toEqual(['changed', 'c']);
    const before = changes.length;
    await watched?.check();
    expect(changes).toHaveLength(before);
  });

  it('is followed through the links that Kubernetes swaps', async () => {
    const fill = async (at: string, version: string, name: string) => {
      await mkdir(join(at, version));
      await write(at, `${version}/source.yaml`, source(name));
    };
    const { folder, names } = await watch(async (at) => {
      await fill(at, '..1', 'old');
      await symlink('..1', join(at, '..data'));
      await symlink('..data/source.yaml', join(at, 'source.yaml'));
    });
    expect(names()).toEqual(['old']);
    await fill(folder, '..2', 'new');
    await symlink('..2', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    await expect.poll(names, patience).toEqual(['new']);
  });

  it.each([
    ['is no YAML', 'a: [', 'config.invalid-yaml'],
    ['holds an EventSource with an error', source('b', 0), 'source.wrong-value'],
    ['holds a document twice', source('a'), 'manifests.duplicate'],
    [
      'holds a Sensor that Argo refuses',
      '{apiVersion: argoproj.io/v1alpha1, kind: Sensor, metadata: {name: s}, spec: {}}',
      'sensor.argo-refuses',
    ],
  ])('keeps the last good documents while a file %s', async (_what, text, code) => {
    const { folder, names, codes, said } = await watch((at) => write(at, 'a.yaml', source('a')));
    await write(folder, 'b.yaml', text);
    await expect.poll(codes, patience).toContain(code);
    expect(codes()).toContain('manifests.kept');
    expect(names()).toEqual(['a']);
    await write(folder, 'b.yaml', source('b'));
    await expect.poll(names, patience).toEqual(['a', 'b']);
    expect(codes()).toEqual([]);
    expect(said).toHaveLength(2);
  });

  it('waits for a file that is being written: what is there of it reads well and lacks the rest', async () => {
    const both = [source('a'), source('b')].join('\n---\n');
    const { folder, names, changes } = await watch((at) => write(at, 'a.yaml', both), 20);
    const file = await open(join(folder, 'a.yaml'), 'w');
    // Far more looks than one fall into each pause.
    for (const text of [source('changed'), '\n---\n', source('b')]) {
      await setTimeout(100);
      await file.write(text);
    }
    await file.close();
    await expect.poll(names, patience).toEqual(['changed', 'b']);
    expect(changes.map(({ eventSources }) => eventSources.length)).toEqual([2, 2]);
  });

  it('is read whole with many files in it, and again when they are swapped', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `s${String(index).padStart(3, '0')}`);
    const fill = async (at: string, version: string, prefix: string) => {
      await mkdir(join(at, version));
      await Promise.all(many.map((name) => write(at, `${version}/${name}.yaml`, source(`${prefix}${name}`))));
    };
    const { folder, names } = await watch(async (at) => {
      await fill(at, '..1', 'a-');
      await symlink('..1', join(at, '..data'));
      for (const name of many) await symlink(`..data/${name}.yaml`, join(at, `${name}.yaml`));
    });
    expect(names()).toEqual(many.map((name) => `a-${name}`));
    await fill(folder, '..2', 'b-');
    await symlink('..2', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    await expect.poll(names, patience).toEqual(many.map((name) => `b-${name}`));
  });

  it('begins with what has no errors, and says the rest', async () => {
    const { names, codes } = await watch(async (at) => {
      await write(at, 'a.yaml', source('a'));
      await write(at, 'b.yaml', 'a: [');
    });
    expect(names()).toEqual(['a']);
    expect(codes()).toEqual(['config.invalid-yaml']);
  });

  it('is not held up by a kind that this app does not listen to, or that is not for it', async () => {
    const amqp = '{apiVersion: argoproj.io/v1alpha1, kind: EventSource, metadata: {name: q}, spec: {amqp: {a: {}}}}';
    const { folder, names, codes } = await watch((at) =>
      write(at, 'q.yaml', `${amqp}\n---\nkind: Service\napiVersion: v1\n`),
    );
    expect(codes()).toEqual(['source.kind-refused', 'manifests.kind-ignored']);
    await write(folder, 'a.yaml', source('a'));
    await expect.poll(names, patience).toEqual(['a', 'q']);
  });

  it('must be there at the start', async () => {
    const { opened } = await watch((at) => rm(at, { recursive: true }));
    expect(opened).toMatchObject({ ok: false, problem: { code: 'manifests.unreadable' } });
  });

  it('keeps what it read when the folder goes away', async () => {
    const { folder, names, codes } = await watch((at) => write(at, 'a.yaml', source('a')));
    await rename(folder, `${folder}-away`);
    await expect.poll(codes, patience).toEqual(['manifests.unreadable']);
    expect(names()).toEqual(['a']);
    await rename(`${folder}-away`, folder);
    await expect.poll(codes, patience).toEqual([]);
  });
});
