import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Terminal } from '../command.ts';
import { validate } from './validate.ts';

let folder = '';

afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(files: Record<string, string>) {
  folder = await mkdtemp(join(tmpdir(), 'validate-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  let written = '';
  const terminal: Terminal = {
    write: (text) => {
      written += text;
    },
    complain: (text) => {
      written += text;
    },
    readFile: () => Promise.reject(new Error('a folder is no file')),
    environment: {},
    now: Date.now,
  };
  const code = await validate.run({ positionals: [], options: { manifests: folder } }, terminal);
  return { code, written: written.replaceAll(folder, 'DIR') };
}

const source = (spec: string) =>
  `{apiVersion: argoproj.io/v1alpha1, kind: EventSource, metadata: {name: a}, spec: ${spec}}`;

describe('argo-events-app validate --manifests', () => {
  it('is content with documents that the app would listen to', async () => {
    const { code, written } = await run({ 'a.yaml': source('{webhook: {a: {port: "12000", endpoint: /a}}}') });

    expect(code).toBe(0);
    expect(written).toBe(
      'DIR: 1 EventSource, 0 Sensors, 0 WorkflowEventBindings, 0 CronWorkflows usable, 0 errors, 0 warnings\n',
    );
  });

  it('says of each file what the app would say', async () => {
    const { code, written } = await run({
      'a.yaml': source('{amqp: {a: {}}}'),
      'b.yaml': source('{webhook: {a: {endpoint: /a}}}').replace('name: a', 'name: b'),
    });

    expect(code).toBe(1);
    expect(written).toContain('source.kind-refused');
    expect(written).toMatch(/b\.yaml:1:\d+.*source\.missing-field/);
    expect(written).toContain('2 errors, 0 warnings');
  });

  it('warns of a trigger that takes its object from git, at its line', async () => {
    const { code, written } = await run({
      's.yaml': [
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Sensor',
        'metadata: { name: s }',
        'spec:',
        '  dependencies: [{ name: a, eventSourceName: a, eventName: a }]',
        '  triggers:',
        '    - template:',
        '        name: run',
        '        argoWorkflow:',
        '          operation: submit',
        '          source:',
        '            git: { url: "https://git.example/x.git", cloneDirectory: /tmp/x, filePath: a.yaml }',
      ].join('\n'),
      'a.yaml': source('{webhook: {a: {port: "12000", endpoint: /a}}}'),
    });
    expect(code).toBe(0);
    expect(written).toMatch(/s\.yaml:12:\d+.*run\.source-git/);
    expect(written).toContain('1 Sensor, ');
  });

  it('is misused with a folder that is not there', async () => {
    const terminal = { readFile: () => Promise.reject(new Error('no')), complain: () => undefined, environment: {} };
    expect(await validate.run({ positionals: [], options: { manifests: '/gone' } }, terminal as never)).toBe(2);
  });
});
