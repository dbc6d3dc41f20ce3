import { describe, expect, it } from 'vitest';
import { maxWorkflowFileBytes, readWorkflowText } from '../../run/source/read-workflow-text.ts';
import { commit, eventOf, makePush } from '../../run/testing/deliveries.ts';
import { makeFile } from '../testing/fake-github.ts';
import { setStage } from '../testing/stage.ts';
import { readWorkflowFile } from './read-workflow-file.ts';

async function setFiles(files: Record<string, string> = {}) {
  const stage = setStage();
  stage.commit({ '.argo-events.yaml': 'pipelines: {}', ...files });
  const loaded = await stage.load(eventOf(makePush()));
  stage.github.calls.length = 0;
  return { ...stage, read: (path: string) => readWorkflowFile(loaded, path, stage.tools.github), loaded };
}

describe('a workflow file directly under .argo/', () => {
  it('costs no call', async () => {
    const { read, github } = await setFiles({ '.argo/ci.yaml': 'kind: Workflow' });

    expect(await read('.argo/ci.yaml')).toEqual({ kind: 'file', text: 'kind: Workflow' });
    expect(await read('.argo/none.yaml')).toEqual({ kind: 'absent' });
    expect(github.calls).toEqual([]);
  });
});

describe('a workflow file elsewhere', () => {
  it.each(['ci.yaml', '.argo/deep/ci.yaml', 'deploy/.argo/ci.yaml', '.argo.yaml'])(
    'costs one call, at the commit of the file that named it: %s',
    async (path) => {
      const { read, github } = await setFiles();
      github.elsewhere.set(path, makeFile(path, 'kind: Workflow'));

      expect(await read(path)).toEqual({ kind: 'file', text: 'kind: Workflow' });
      expect(github.calls).toEqual([`file ${commit}:${path}`]);
    },
  );

  it('may be absent', async () => {
    const { read } = await setFiles();

    expect(await read('ci.yaml')).toEqual({ kind: 'absent' });
  });

  it('is absent when the repository is gone', async () => {
    const { read, github } = await setFiles();
    github.answer = () => ({ kind: 'gone', message: 'Not Found' });

    expect(await read('ci.yaml')).toEqual({ kind: 'absent' });
  });

  it('is for later when GitHub is away, with the time that GitHub names', async () => {
    const { read, github } = await setFiles();
    github.answer = () => ({ kind: 'later', message: 'limited', retryAfterMs: 60_000 });

    expect(await read('ci.yaml')).toMatchObject({
      kind: 'later',
      afterMs: 60_000,
      problem: { code: 'flow.github-away', message: expect.stringContaining('limited') },
    });
  });

  it('is refused when GitHub refuses, because asking again would not help', async () => {
    const { read, github } = await setFiles();
    github.answer = () => ({ kind: 'refused', message: 'Resource not accessible by integration' });

    expect(await read('ci.yaml')).toMatchObject({ kind: 'refused', problem: { code: 'flow.github-refused' } });
  });

  it('is for later without a time when GitHub names none', async () => {
    const { read, github } = await setFiles();
    github.answer = () => ({ kind: 'later', message: 'limited' });

    expect(await read('ci.yaml')).not.toHaveProperty('afterMs');
  });
});

describe('a workflow file that is no text or too large', () => {
  it.each([
    [maxWorkflowFileBytes, 'file'],
    [maxWorkflowFileBytes + 1, 'too-large'],
  ])('has a size of %d bytes: %s', async (byteSize, kind) => {
    const { read, github } = await setFiles();
    github.elsewhere.set('ci.yaml', makeFile('ci.yaml', 'kind: Workflow', byteSize));

    expect(await read('ci.yaml')).toMatchObject({ kind });
  });

  it('says its size when GitHub does not give it', async () => {
    const { read, github } = await setFiles();
    github.elsewhere.set('ci.yaml', makeFile('ci.yaml', undefined, 5_000_000));

    expect(await read('ci.yaml')).toEqual({ kind: 'too-large', byteSize: 5_000_000 });
  });

  it('is not called too large when it is small and binary', async () => {
    const { read, github } = await setFiles();
    github.elsewhere.set('ci.yaml', makeFile('ci.yaml', undefined, 120));
    const reading = await read('ci.yaml');

    expect(reading.kind).toBe('file');
    expect(reading.kind === 'file' && readWorkflowText(reading.text, 'ci.yaml')).toMatchObject({
      ok: false,
      problem: { code: 'config.control-character' },
    });
  });
});
