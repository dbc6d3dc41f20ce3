import { describe, expect, it } from 'vitest';
import type { Decided } from '../../event/deciding-commit.ts';
import { commit, eventOf, makePush } from '../../run/testing/deliveries.ts';
import { makeFile } from '../testing/fake-github.ts';
import { setStage } from '../testing/stage.ts';
import { loadConfiguration } from './load-configuration.ts';

const event = eventOf(makePush());
const atCommit: Decided = {
  kind: 'decided',
  file: { kind: 'commit', sha: commit },
  check: { kind: 'commit', sha: commit },
  trusted: true,
};
const shortForm = 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }';

describe('the file that decides', () => {
  it('comes with the files under .argo/, in one call', async () => {
    const { tools, github, commit: put } = setStage();
    put({ '.argo-events.yaml': shortForm, '.argo/ci.yaml': 'kind: Workflow' });
    const loaded = await loadConfiguration(event, atCommit, tools);

    expect(github.calls).toEqual([`files ${commit}`]);
    expect(loaded).toMatchObject({
      kind: 'loaded',
      address: { installationId: 7, id: 42, owner: 'acme', name: 'shop' },
      path: '.argo-events.yaml',
      fileCommit: commit,
      checkCommit: commit,
      trusted: true,
      configuration: { problems: [], sensors: [{ origin: 'pipeline' }] },
    });
    expect(loaded.kind === 'loaded' && loaded.files?.get('.argo/ci.yaml')?.text).toBe('kind: Workflow');
  });

  it.each<[Decided['file'], Decided['check'], string, string]>([
    [{ kind: 'commit', sha: commit }, { kind: 'commit', sha: commit }, commit, commit],
    [{ kind: 'ref', ref: 'refs/tags/v1' }, { kind: 'ref-head', ref: 'refs/tags/v1' }, 'refs/tags/v1', 'd'.repeat(40)],
    [{ kind: 'default-branch' }, { kind: 'default-branch-head' }, 'HEAD', 'd'.repeat(40)],
    [{ kind: 'default-branch' }, { kind: 'commit', sha: 'a'.repeat(40) }, 'HEAD', 'a'.repeat(40)],
  ])('of %j with the check on %j is asked for as %s', async (file, check, expression, checkCommit) => {
    const { tools, github, commit: put } = setStage();
    put({ '.argo-events.yaml': shortForm }, expression);
    const loaded = await loadConfiguration(event, { ...atCommit, file, check, trusted: false }, tools);

    expect(github.calls).toEqual([`files ${expression}`]);
    expect(loaded).toMatchObject({ kind: 'loaded', checkCommit, trusted: false });
  });

  it('is read once for all commits that leave it as it was, and no event can change it for another', async () => {
    const { tools, commit: put } = setStage();
    const later = 'e'.repeat(40);
    put({ '.argo-events.yaml': shortForm });
    put({ '.argo-events.yaml': shortForm, 'another.txt': '' }, later);
    const [first, second] = [
      await loadConfiguration(event, atCommit, tools),
      await loadConfiguration(event, { ...atCommit, file: { kind: 'commit', sha: later } }, tools),
    ];
    if (first.kind !== 'loaded' || second.kind !== 'loaded') throw new Error('It is there.');

    expect(second.fileCommit).toBe(later);
    expect(second.configuration).toBe(first.configuration);
    expect(() => second.configuration.sensors[0]?.sensor.spec.triggers.pop()).toThrow(TypeError);
  });

  it('has its own path in what is wrong with it, also where another has the same text', async () => {
    const { tools, github } = setStage();
    for (const path of ['.argo-events.yaml', '.argo-events.yml']) {
      const configuration = makeFile(path, 'pipelines: 3');
      github.files.set(commit, { commit, configuration, workflows: [] });
      expect(await loadConfiguration(event, atCommit, tools)).toMatchObject({
        configuration: { problems: [{ file: path }] },
      });
    }
  });

  it('is absent where the repository has none, and where it has no such commit', async () => {
    const { tools, commit: put } = setStage();
    expect(await loadConfiguration(event, atCommit, tools)).toEqual({ kind: 'absent' });

    put({ '.argo/ci.yaml': 'kind: Workflow' });
    expect(await loadConfiguration(event, atCommit, tools)).toEqual({ kind: 'absent' });
  });

  it('is not known while GitHub does not answer', async () => {
    const { tools, github } = setStage();
    const failure = { kind: 'later' as const, message: 'limited', retryAfterMs: 1 };
    github.answer = () => failure;

    expect(await loadConfiguration(event, atCommit, tools)).toEqual({ kind: 'failed', failure });
  });

  it.each([
    ['binary', 120, 'config.control-character'],
    ['empty, says GitHub, and yet not text', 0, 'config.control-character'],
    ['larger than GitHub gives', 90_000, 'config.too-large'],
    ['enormous', 50_000_000, 'config.too-large'],
  ])('is a problem without sensors when it is %s', async (_what, byteSize, code) => {
    const { tools, github } = setStage();
    const configuration = makeFile('.argo-events.yml', undefined, byteSize);
    github.files.set(commit, { commit, configuration, workflows: [] });

    expect(await loadConfiguration(event, atCommit, tools)).toMatchObject({
      kind: 'loaded',
      path: '.argo-events.yml',
      configuration: { sensors: [], problems: [{ code, file: '.argo-events.yml' }] },
    });
  });
});
