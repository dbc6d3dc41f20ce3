import { describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { runCommand } from './run-command.ts';

const pipeline = [
  'pipelines:',
  '  ci:',
  '    on: { push: { branches: [main] } }',
  '    paths: ["src/**"]',
  '    workflow: .argo/ci.yaml',
].join('\n');

const push = JSON.stringify({
  ref: 'refs/heads/main',
  deleted: false,
  before: 'b'.repeat(40),
  after: 'a'.repeat(40),
  repository: { id: 1, name: 'shop', full_name: 'acme/shop', owner: { login: 'acme' }, default_branch: 'main' },
  sender: { login: 'ada' },
});

async function run(args: string[], files: Record<string, string> = {}) {
  let written = '';
  let complaint = '';
  const exitCode = await runCommand(args, commands, {
    write: (text) => {
      written += text;
    },
    complain: (text) => {
      complaint += text;
    },
    async readFile(path) {
      const text = files[path];
      if (text === undefined) throw new Error('no such file');
      return text;
    },
    environment: {},
    now: () => Date.parse('2026-11-22T00:00:00Z'),
  });
  return { exitCode, written, complaint };
}

describe('the command line', () => {
  it('lists its commands when it is asked for help, and with exit code 2 when it is asked nothing', async () => {
    const helped = await run(['--help']);
    expect(helped).toMatchObject({ exitCode: 0, complaint: '' });
    for (const { name, summary } of commands)
      expect(helped.written).toMatch(new RegExp(`  ${name} +${summary.slice(0, 10)}`));
    expect(await run([])).toMatchObject({ exitCode: 2, written: helped.written });
  });

  it.each([
    ['an unknown command', ['explane'], 'Did you mean "explain"?'],
    ['an unknown option', ['validate', '--loud'], '--loud'],
    ['a missing value', ['explain', '--event'], 'event'],
    ['too little', ['explain', 'f'], '--event and --payload are needed'],
  ])('refuses %s with exit code 2', async (_, args, complaint) => {
    const ran = await run(args, { f: pipeline });
    expect(ran.exitCode).toBe(2);
    expect(ran.complaint).toContain(complaint);
  });

  it.each(commands)('tells how $name is used', async ({ name }) => {
    expect(await run([name, '--help'])).toMatchObject({ exitCode: 0, complaint: '' });
  });
});

describe('validate', () => {
  it('finds the file of the directory by either name', async () => {
    const workflow = 'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {}\nspec: {}\n';
    expect(await run(['validate'], { '.argo-events.yml': pipeline, '.argo/ci.yaml': workflow })).toEqual({
      exitCode: 0,
      written: '.argo-events.yml: 1 usable Sensor or pipeline, 0 errors, 0 warnings\n',
      complaint: '',
    });
  });

  it('names line and column of what is wrong, and what to do', async () => {
    const ran = await run(['validate', 'f'], { f: pipeline.replace('paths', 'path') });
    expect(ran.exitCode).toBe(1);
    expect(ran.written).toMatch(/^f:4:5: error config\.\S+: .*path.*\n {4}.*paths/);
  });

  it('says with exit code 2 that a file cannot be read', async () => {
    expect(await run(['validate', 'f'])).toMatchObject({ exitCode: 2, complaint: 'f cannot be read: no such file\n' });
  });
});

describe('a policy', () => {
  const cron = JSON.stringify({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', metadata: { name: 'nightly' } },
    spec: {
      ...{ schedules: ['0 2 * * *'], timezone: 'Europe/Berlin' },
      workflowSpec: {
        ...{ entrypoint: 'main', volumes: [{ name: 'host', hostPath: { path: '/' } }] },
        templates: [{ name: 'main', container: { image: 'alpine' } }],
      },
    },
  });
  const files = {
    f: cron,
    strict: 'defaults: { namespace: ci }',
    open: 'defaults: { namespace: ci, allow: [hostPath] }',
  };
  const asked = (policy: string, repository = 'acme/shop') => ['--policy', policy, '--repository', repository, 'f'];

  it('has the CronWorkflows of a file judged as the app would', async () => {
    const refused = await run(['validate', ...asked('strict')], files);
    expect(refused.exitCode).toBe(1);
    expect(refused.written).toMatch(/f:1:\d+.*hostPath/);
    expect(await run(['validate', ...asked('open')], files)).toMatchObject({ exitCode: 0 });
    expect(await run(['validate', 'f'], files)).toMatchObject({ exitCode: 0 });
  });

  it('counts for explain too, which says what becomes of them', async () => {
    const onMain = await run(['explain', '--event', 'push', '--payload', 'p', 'f'], { ...files, p: push });
    expect(onMain.written).toContain(
      'CronWorkflow nightly\n  is in the cluster from this push on, next runs Sun 2026-11-22 02:00 +01:00',
    );
    const elsewhere = push.replace('refs/heads/main', 'refs/heads/topic');
    const onTopic = await run(['explain', '--event', 'push', '--payload', 'p', 'f'], { ...files, p: elsewhere });
    expect(onTopic.written).toContain('is left as it is');
    const judged = await run(['explain', '--event', 'push', '--payload', 'p', ...asked('strict')], {
      ...files,
      p: push,
    });
    expect(judged).toMatchObject({ exitCode: 1, complaint: expect.stringContaining('hostPath') });
  });

  it.each([
    ['without a repository', ['validate', '--policy', 'strict', 'f'], 2],
    ['that is not there', ['validate', ...asked('gone')], 2],
    ['for what is no repository', ['validate', ...asked('strict', 'shop')], 2],
    ['that is wrong', ['validate', ...asked('f')], 1],
  ])('%s is said', async (_what, args, exitCode) => {
    const ran = await run(args, files);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.complaint).not.toBe('');
  });
});

describe('explain', () => {
  const decide = ['explain', '--event', 'push', '--payload', 'push.json', 'f'];

  it('says that a pipeline runs, and what its filters saw', async () => {
    const ran = await run([...decide, '--changed', 'src/a.ts'], { f: pipeline, 'push.json': push });
    expect(ran).toMatchObject({ exitCode: 0, complaint: '' });
    expect(ran.written).toMatch(/^pipeline ci\n {2}\S+: runs\n/);
    expect(ran.written).toContain('src/a.ts');
  });

  it('says which filter kept a pipeline from running', async () => {
    const ran = await run([...decide, '--changed', 'README.md'], { f: pipeline, 'push.json': push });
    expect(ran.written).toContain('does not run');
    expect(ran.written).toMatch(/✗ globs .*README\.md/);
  });

  it('says that a pipeline does not listen to the event', async () => {
    const args = ['explain', '--event', 'create', '--payload', 'push.json', 'f'];
    expect((await run(args, { f: pipeline, 'push.json': push })).written).toContain('does not listen to this event');
  });

  it('prints the Sensors that the pipelines mean', async () => {
    const ran = await run(['explain', '--sensor', 'f'], { f: pipeline });
    expect(ran.written).toMatch(/kind: Sensor/);
    expect(ran.exitCode).toBe(0);
  });

  it.each([
    ['a payload that is no JSON', '{', 2],
    ['a payload without a repository', '{"ref":"x"}', 1],
  ])('refuses %s', async (_, payload, exitCode) => {
    expect((await run(decide, { f: pipeline, 'push.json': payload })).exitCode).toBe(exitCode);
  });
});

describe('schedule', () => {
  it('prints the next times by the clocks of the zone and by UTC, and what happens when these change', async () => {
    const ran = await run(['schedule', '30 2 * * *', '--timezone', 'Europe/Berlin', '--count', '2']);
    expect(ran).toEqual({
      exitCode: 0,
      complaint: '',
      written: [
        'Sun 2026-11-22 02:30 +01:00  2026-11-22T01:30:00Z',
        'Mon 2026-11-23 02:30 +01:00  2026-11-23T01:30:00Z',
        '',
        'Sun 2027-03-28 02:00: clocks go forward to 03:00; the schedule does not run at 02:30',
        'Sun 2027-10-31 03:00: clocks go back to 02:00; the schedule runs twice at 02:30',
        '',
      ].join('\n'),
    });
  });

  it('says where no clock matters', async () => {
    expect((await run(['schedule', '@every 1h'])).written).toContain('no clock matters');
    expect((await run(['schedule', '@hourly'])).written).toContain('No clock changes in the next year.');
  });

  it.each([
    ['a schedule that is none', ['0 9 * * 7'], 1, 'end of range (7) above maximum (6): 7'],
    ['a zone that is none', ['@daily', '--timezone', 'Mars/Base'], 1, 'unknown time zone Mars/Base'],
    ['a schedule that is never due', ['0 0 30 2 *'], 1, 'is never due'],
    ['a count that is none', ['@daily', '--count', '0'], 2, '--count'],
    ['fields without quotes', ['0', '9', '*', '*', '*'], 2, 'between quotes'],
  ])('refuses %s', async (_, args, exitCode, complaint) => {
    const ran = await run(['schedule', ...args]);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.complaint).toContain(complaint);
  });
});
