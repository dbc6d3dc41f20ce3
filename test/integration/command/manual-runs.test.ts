import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../../src/cli/commands.ts';
import { runCommand } from '../../../src/cli/run-command.ts';
import { oneStep } from '../../world/one-step.ts';
import { argumentsOf, concludedCheck } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;
let repository: string;

const file = `
pipelines:
  deploy:
    on:
      push: { branches: [release] }
      manual:
        parameters:
          to: { required: true, options: [staging, production], description: where to }
          level: low
          note: {}
    if: github.inputs.note != "stop"
    workflow: .argo/deploy.yaml
    parameters: { to: staging, shown: "to {{ .Input.github.inputs.to }}" }
  ci: { on: push, workflow: .argo/ci.yaml }
  other: { on: manual, workflow: .argo/ci.yaml }
`;

beforeAll(async () => {
  world = await startWorld();
  repository = await world.addRepository({
    '.argo-events.yaml': file,
    '.argo/deploy.yaml': oneStep('true', ['to', 'level', 'note', 'shown', 'revision', 'branch', 'event', 'sender']),
    '.argo/ci.yaml': oneStep('exit 3'),
  });
  await world.github.setRole({ repository, login: 'ada', role: 'write' });
  await world.github.setRole({ repository, login: 'bob', role: 'read' });
});

afterAll(() => world.close());

function token(login: string, options: { access?: 'read' | 'write'; repositories?: string[] } = {}): Promise<string> {
  return world.github.createUserToken({ login, ...options }).then((made) => made.token);
}

async function post(body: unknown, bearer: string | undefined, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${world.app().port}/api/v1/runs`, {
    method: 'POST',
    headers: { ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const content = (await response.json()) as Record<string, never> & { problems?: { code: string }[] };
  return { status: response.status, content, codes: content.problems?.map((each) => each.code) ?? [] };
}

describe('a run that is asked for by hand', () => {
  it('runs the pipeline of that ref’s commit, with the parameters of the person and the defaults of the rest', async () => {
    const { after } = await world.github.push({ repository, branch: 'topic', files: { a: 'a' } });
    const ada = await token('ada');
    const wanted = { repository, pipeline: 'deploy', ref: 'topic', parameters: { to: 'production' } };
    const { status, content } = await post(wanted, ada);
    expect(status).toBe(202);
    expect(content).toMatchObject({
      repository,
      pipeline: 'deploy',
      ref: 'refs/heads/topic',
      commit: after,
      parameters: { to: 'production', level: 'low' },
      check: { name: 'deploy', url: expect.stringContaining(`/commit/${after}/checks`) },
    });
    const check = await concludedCheck(world, after, 'deploy');
    expect(check.conclusion).toBe('success');
    expect(argumentsOf(world, check)).toMatchObject({
      to: 'production',
      level: 'low',
      shown: 'to production',
      revision: after,
      branch: 'topic',
      event: 'manual',
      sender: 'ada',
    });
    // Nothing else that people can start has run.
    expect((await world.github.checkRuns({ repository, sha: after })).map((each) => each.name)).not.toContain('other');
    expect(world.logged.join('\n')).not.toContain(ada);
  });

  it('runs once for one key, also when it is asked for again after the branch has moved', async () => {
    const { after } = await world.github.push({ repository, branch: 'moving', files: { b: 'b' } });
    const ada = await token('ada');
    const wanted = { repository, pipeline: 'other', ref: 'moving' };
    const key = { 'idempotency-key': 'once' };
    const first = await post(wanted, ada, key);
    await world.github.push({ repository, branch: 'moving', files: { b: 'c' } });
    const again = await post(wanted, ada, key);
    expect([first.status, again.status]).toEqual([202, 200]);
    expect(again.content).toEqual({ ...first.content, repeated: true });
    const check = await concludedCheck(world, after, 'other');
    await world.settle();
    const names = (await world.github.checkRuns({ repository, sha: after })).map((each) => each.name);
    expect(names.filter((each) => each === 'other')).toHaveLength(1);
    expect((await post({ ...wanted, pipeline: 'deploy' }, ada, key)).status).toBe(409);

    // Its check can be repeated like any other.
    await world.github.rerunCheckRun({ id: check.id });
    const rerun = await world.github.waitForCheckRun(
      (each) => each.headSha === after && each.name === 'other' && each.id !== check.id && each.status === 'completed',
    );
    expect(rerun.conclusion).toBe('failure');
  });

  it('is refused to whoever may not, whatever their tokens and people may apart from each other', async () => {
    const wanted = { repository, pipeline: 'other' };
    const elsewhere = await world.addRepository({});
    const cases: [string, string | undefined, number, string][] = [
      ['nobody', undefined, 401, 'run-api.no-token'],
      ['a token that GitHub does not know', 'github_pat_0123456789abcdef', 401, 'run-api.bad-token'],
      ['an installation', 'ghs_0123456789abcdef0123', 403, 'run-api.no-person'],
      ['a reader', await token('bob'), 403, 'run-api.not-permitted'],
      ['a stranger', await token('eve'), 403, 'run-api.not-permitted'],
      ['a writer’s token for reading', await token('ada', { access: 'read' }), 403, 'run-api.read-only-token'],
      [
        'a writer’s token for another repository',
        await token('ada', { repositories: [elsewhere] }),
        403,
        'run-api.read-only-token',
      ],
    ];
    for (const [who, bearer, status, code] of cases) {
      const said = await post(wanted, bearer);
      expect([who, said.status, said.codes]).toEqual([who, status, [code]]);
    }
  });

  it('is refused with the reason when it cannot run', async () => {
    const ada = await token('ada');
    const fork = await world.github.forkRepository({ repository, owner: 'mallory' });
    const strange = await world.github.push({
      repository: fork.fullName,
      branch: 'x',
      files: { x: 'x' },
      sender: 'mallory',
    });
    const { number } = await world.github.openPullRequest({ repository, head: 'mallory:x', author: 'mallory' });
    const cases: [object, number, string[]][] = [
      [{ pipeline: 'nothing' }, 422, ['run-api.no-pipeline']],
      [{ pipeline: 'ci' }, 422, ['run-api.no-pipeline']],
      [{ pipeline: 'deploy' }, 422, ['run-api.missing-parameter']],
      [
        { pipeline: 'deploy', parameters: { to: 'mars', x: 1 } },
        422,
        ['run-api.unknown-parameter', 'run-api.not-an-option'],
      ],
      [{ pipeline: 'deploy', parameters: { to: 'staging', note: 'stop' } }, 422, ['run-api.would-not-run']],
      [{ pipeline: 'other', ref: 'nowhere' }, 422, ['run-api.unknown-ref']],
      [{ pipeline: 'other', ref: `refs/pull/${number}/head` }, 422, ['run-api.not-a-ref']],
      [{ pipeline: 'other', ref: 'main:.argo-events.yaml' }, 422, ['run-api.not-a-ref']],
      [{ pipeline: 'other', ref: strange.after }, 422, ['run-api.not-on-branch']],
      [{ pipeline: 'other', branch: 'main' }, 400, ['run-api.malformed']],
      [{ repository: 'acme/none', pipeline: 'other' }, 404, ['run-api.no-repository']],
      [{ repository: '../..', pipeline: 'other' }, 400, ['run-api.malformed']],
    ];
    for (const [wanted, status, codes] of cases) {
      const said = await post({ repository, ...wanted }, ada);
      expect([wanted, said.status, said.codes]).toEqual([wanted, status, codes]);
    }
    expect((await post('{', ada)).status).toBe(400);
    expect((await post(`{"x":"${'x'.repeat(70_000)}"}`, ada)).status).toBe(413);
  });

  it('is refused where the app is not installed', async () => {
    const { github } = world;
    await github.createRepository({ repository: 'elsewhere/shop', files: { a: 'a' } });
    await github.setRole({ repository: 'elsewhere/shop', login: 'ada', role: 'admin' });
    const said = await post({ repository: 'elsewhere/shop', pipeline: 'ci' }, await token('ada'));
    expect([said.status, said.codes]).toEqual([404, ['run-api.not-installed']]);
  });

  it('tells its state to whoever has the answer, and to nobody else', async () => {
    const { content } = await post({ repository, pipeline: 'other' }, await token('ada'));
    const { state } = content as unknown as { state: { url: string; token: string } };
    const ask = (bearer: string) =>
      fetch(`http://127.0.0.1:${world.app().port}${state.url}`, { headers: { authorization: `Bearer ${bearer}` } });
    expect((await ask('v1.AAAA')).status).toBe(404);
    const said = await ask(state.token);
    expect([said.status, await said.json()]).toEqual([200, expect.objectContaining({ pipeline: 'other' })]);
  });
});

describe('argo-events-app run', () => {
  async function type(...args: string[]) {
    const out: string[] = [];
    const complained: string[] = [];
    const code = await runCommand(['run', ...args], commands, {
      write: (text) => void out.push(text),
      complain: (text) => void complained.push(text),
      readFile: () => Promise.reject(new Error('no file is read')),
      environment: { PUBLIC_URL: `http://127.0.0.1:${world.app().port}`, GH_TOKEN: await token('ada') },
      now: Date.now,
      wait: () => new Promise((resolve) => setTimeout(resolve, 200)),
    });
    return { code, out: out.join(''), complained: complained.join('') };
  }

  it('starts it, waits for its end and tells it by the exit code', async () => {
    const fine = await type(repository, 'deploy', '-p', 'to=staging', '--wait');
    expect(fine).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^deploy will run on .*\n.*\ndeploy: success\n/),
    });
    const failed = await type(repository, 'other', '--ref', 'main', '--wait');
    expect(failed).toMatchObject({ code: 1, out: expect.stringContaining('other: failure') });
  });

  it('says why it is refused', async () => {
    const said = await type(repository, 'deploy');
    expect(said).toMatchObject({ code: 1, out: '', complained: expect.stringContaining('"to" is missing (where to)') });
  });

  it('does not send a token in the clear', async () => {
    const said = await type(repository, 'deploy', '--server', 'http://events.example.com');
    expect(said).toMatchObject({ code: 2, complained: expect.stringContaining('in the clear') });
  });
});
