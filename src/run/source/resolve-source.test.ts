import { describe, expect, it } from 'vitest';
import { problem } from '../../problem/problem.ts';
import type { ArtifactSource, TriggerTemplate } from '../../sensor/sensor.ts';
import { type FileReading, resolveSource } from './resolve-source.ts';

const commit = 'c'.repeat(40);

/** A reader that answers every path like this, and notes what it was asked. */
function reader(reading: FileReading = { kind: 'absent' }) {
  const asked: string[] = [];
  const readFile = async (path: string) => {
    asked.push(path);
    return reading;
  };
  return { asked, readFile };
}

function resolve(source: ArtifactSource | undefined, reading?: FileReading) {
  const template: TriggerTemplate = { name: 'run', argoWorkflow: source === undefined ? {} : { source } };
  return resolveSource(template, commit, reader(reading));
}

describe('where a trigger takes its object from', () => {
  it('is the file itself: resource', async () => {
    const resource = { kind: 'Workflow' };

    expect(await resolve({ resource })).toEqual({ kind: 'object', object: resource, where: 'source.resource of run' });
  });

  it('is YAML in the file: inline', async () => {
    expect(await resolve({ inline: 'kind: Workflow\nspec: { on: yes }' })).toEqual({
      kind: 'object',
      object: { kind: 'Workflow', spec: { on: true } },
      where: 'source.inline of run',
    });
  });

  it('is another file of the repository', async () => {
    const { asked, readFile } = reader({ kind: 'file', text: 'kind: Workflow' });
    const template = { name: 'run', argoWorkflow: { source: { file: { path: 'deploy/ci.yml' } } } };

    expect(await resolveSource(template, commit, { readFile })).toEqual({
      kind: 'object',
      object: { kind: 'Workflow' },
      where: 'deploy/ci.yml',
    });
    expect(asked).toEqual(['deploy/ci.yml']);
  });

  it('is what its text says, whatever else stands in the name of the trigger', async () => {
    const resolved = [];
    for (const name of ['run', 'run', 'run","kind: Other', 'run\0kind: Other']) {
      const template: TriggerTemplate = { name, argoWorkflow: { source: { inline: 'kind: Workflow' } } };
      resolved.push(await resolveSource(template, commit, reader()));
    }

    expect(resolved.map((each) => (each.kind === 'object' ? each.object : each))).toEqual(
      resolved.map(() => ({ kind: 'Workflow' })),
    );
    expect(Object.isFrozen(resolved[0]?.kind === 'object' && resolved[0].object)).toBe(true);
  });

  it('is read of a k8s trigger alike', async () => {
    const template = { name: 'run', k8s: { source: { resource: { kind: 'Workflow' } } } };

    expect(await resolveSource(template, commit, reader())).toMatchObject({ kind: 'object' });
  });
});

describe('a source that names no object', () => {
  it.each<[string, ArtifactSource | undefined]>([
    ['nothing', undefined],
    ['an empty source', {}],
    ['a text', { resource: 'kind: Workflow' }],
    ['a list', { resource: [{ kind: 'Workflow' }] }],
    ['null', { resource: null }],
  ])('is refused: %s', async (_what, source) => {
    expect(await resolve(source)).toMatchObject({ kind: 'refused', problem: { code: 'run.source-missing' } });
  });

  it('is refused of a trigger of another kind', async () => {
    expect(await resolveSource({ name: 'run', http: {} }, commit, reader())).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.source-missing' },
    });
  });

  it.each(['s3', 'url', 'git', 'configmap'])('is refused where only the operator may go: %s', async (kind) => {
    const source = { [kind]: {}, resource: { kind: 'Workflow' } };

    expect(await resolve(source)).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.source-kind', message: expect.stringContaining(`\`${kind}\``) },
    });
  });
});

describe('a workflow file', () => {
  it.each([
    ['../secrets.yaml', '".." leads out of the repository'],
    ['a/../../b.yaml', '".." leads out of the repository'],
    ['/etc/passwd.yaml', 'it begins with "/"'],
    ['a//b.yaml', 'it has an empty segment or "."'],
    ['./b.yaml', 'it has an empty segment or "."'],
    ['a\\b.yaml', 'it has a backslash'],
    ['', 'it is empty or longer than 255 characters'],
    [`${'a'.repeat(255)}.yaml`, 'it is empty or longer than 255 characters'],
    ['{{workflow.name}}.yaml', 'it is a template; the file is the same for every event'],
    ['a\nb.yaml', 'it has a control character'],
    ['Dockerfile', 'it does not end with .yaml or .yml'],
  ])('is not even asked for at the path %j', async (path, fault) => {
    const { asked, readFile } = reader();
    const template = { name: 'run', argoWorkflow: { source: { file: { path } } } };

    expect(await resolveSource(template, commit, { readFile })).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.file-path', message: expect.stringContaining(fault) },
    });
    expect(asked).toEqual([]);
  });

  const source = { file: { path: 'ci.yaml' } };

  it('that is not there is refused with the commit at which it was looked for', async () => {
    expect(await resolve(source, { kind: 'absent' })).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.file-missing', message: 'There is no file "ci.yaml" at commit ccccccc.' },
    });
  });

  it('that is too large is refused with its size and the limit', async () => {
    expect(await resolve(source, { kind: 'too-large', byteSize: 600_000 })).toMatchObject({
      kind: 'refused',
      problem: {
        code: 'run.file-too-large',
        file: 'ci.yaml',
        message: 'The file "ci.yaml" is 600000 bytes; a workflow file may have 524288.',
      },
    });
  });

  it('that cannot be had yet is for later, as its reader says', async () => {
    const reading = { kind: 'later' as const, problem: problem('flow.github-away', { reason: 'x' }), afterMs: 5 };

    expect(await resolve(source, reading)).toEqual(reading);
  });

  it('that is no YAML is refused with the place in it', async () => {
    expect(await resolve(source, { kind: 'file', text: 'a: 1\n\tb: 2\n' })).toMatchObject({
      kind: 'refused',
      problem: { code: 'config.tab', file: 'ci.yaml', position: { line: 2 } },
    });
  });
});

describe('inline YAML that cannot be read', () => {
  it('is refused with words for the place, because its lines are not lines of a file', async () => {
    const resolved = await resolve({ inline: 'a: 1\na: 2\n' });

    expect(resolved).toMatchObject({
      kind: 'refused',
      problem: { code: 'config.duplicate-key', message: expect.stringContaining('source.inline of run') },
    });
    expect(resolved).not.toHaveProperty('problem.file');
    expect(resolved).not.toHaveProperty('problem.position');
  });

  it('is refused when it holds no object', async () => {
    expect(await resolve({ inline: '- a' })).toMatchObject({
      kind: 'refused',
      problem: {
        code: 'run.not-a-workflow',
        message: expect.stringContaining('"source.inline of run" holds no object'),
      },
    });
  });
});
