import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isRunning, openTestCluster, type TestCluster } from '../../open-test-cluster.ts';
import { shell } from '../../test-workflow.ts';

async function runTemplate(cluster: TestCluster, template: object, more: object = {}) {
  const done = await cluster.runWorkflow('a', {
    entrypoint: 'main',
    templates: [{ ...template, name: 'main' }],
    ...more,
  });
  return { ...done.status, log: cluster.podLog('ci', 'a') ?? '' };
}

function createSecret(cluster: TestCluster): void {
  const stringData = { token: 't0ken', user: 'me' };
  cluster.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'ci' }, stringData });
  cluster.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'ci' },
    data: { k: 'v', 'a.txt': 'file' },
  });
}

/** A repository with two commits; gives its directory and the first commit. */
async function createRepository(): Promise<{ repo: string; first: string }> {
  const repo = await mkdtemp(join(tmpdir(), 'repository-'));
  onTestFinished(() => rm(repo, { recursive: true, force: true }));
  const git = (...parameters: string[]) =>
    execFileSync('git', ['-C', repo, '-c', 'user.name=a', '-c', 'user.email=a@b', ...parameters], { encoding: 'utf8' });
  git('init', '--quiet', '--initial-branch=main');
  await writeFile(join(repo, 'file'), 'one\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'one');
  const first = git('rev-parse', 'HEAD').trim();
  await writeFile(join(repo, 'file'), 'two\n');
  git('commit', '--quiet', '-am', 'two');
  return { repo, first };
}

describe('a container', () => {
  it('runs its command with its arguments and variables', async () => {
    const cluster = await openTestCluster();
    createSecret(cluster);
    const env = [
      { name: 'PLAIN', value: 'p' },
      { name: 'EXPANDED', value: '$(PLAIN)$(PLAIN) $$(PLAIN)' },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 's', key: 'token' } } },
      { name: 'MAPPED', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
      { name: 'ABSENT', valueFrom: { secretKeyRef: { name: 'none', key: 'x', optional: true } } },
      { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ];
    const envFrom = [{ secretRef: { name: 's' }, prefix: 'S_' }, { configMapRef: { name: 'none', optional: true } }];
    const line = 'echo "$PLAIN|$EXPANDED|$TOKEN|$MAPPED|$ABSENT|$POD|$S_user|$0"';
    const container = { command: ['sh', '-c'], args: [line, '$(PLAIN)!'], env, envFrom };
    const { log } = await runTemplate(cluster, { container });
    expect(log).toBe('p|pp $(PLAIN)|t0ken|v||a|me|p!\n');
  });

  it('sees nothing of the variables of the cluster itself', async () => {
    process.env.CLUSTER_TEST_SECRET = 'x';
    onTestFinished(() => {
      delete process.env.CLUSTER_TEST_SECRET;
    });
    const cluster = await openTestCluster();
    const { log } = await runTemplate(cluster, shell('main', 'env | grep -c CLUSTER_TEST'));
    expect(log).toBe('0\n');
  });

  it('has its paths on this machine, whether in arguments, scripts or its working directory', async () => {
    const cluster = await openTestCluster();
    createSecret(cluster);
    const volumes = [
      { name: 'secret', secret: { secretName: 's', items: [{ key: 'token', path: 'git/token' }] } },
      { name: 'map', configMap: { name: 'c' } },
      { name: 'scratch', emptyDir: {} },
    ];
    const volumeMounts = [
      { name: 'secret', mountPath: '/etc/access' },
      { name: 'map', mountPath: '/config/a.txt', subPath: 'a.txt' },
      { name: 'scratch', mountPath: '/cache' },
    ];
    const source =
      'cat /etc/access/git/token /config/a.txt; echo; touch /cache/x; ls /cache; basename "$PWD"; cat /raw';
    const script = { command: ['sh', '-e'], source, volumeMounts, workingDir: '/src/deep' };
    const inputs = { artifacts: [{ name: 'raw', path: '/raw', raw: { data: 'text' } }] };
    const { log, phase } = await runTemplate(cluster, { script, inputs }, { volumes });
    expect([phase, log]).toEqual(['Succeeded', 't0kenfile\nx\ndeep\ntext']);
  });

  it('shares the volumes of its Workflow with other steps', async () => {
    const cluster = await openTestCluster();
    const volumeMounts = [
      { name: 'work', mountPath: '/work' },
      { name: 'claim', mountPath: '/claim' },
    ];
    const template = (name: string, line: string) => ({
      name,
      container: { command: ['sh', '-ec'], args: [line], volumeMounts },
    });
    const steps = [[{ name: 'w', template: 'w' }], [{ name: 'r', template: 'r' }]];
    const done = await cluster.runWorkflow('a', {
      entrypoint: 'main',
      volumes: [{ name: 'claim', persistentVolumeClaim: { claimName: 'cache' } }],
      volumeClaimTemplates: [{ metadata: { name: 'work' }, spec: {} }],
      templates: [
        { name: 'main', steps },
        template('w', 'echo 1 > /work/f; echo 2 > /claim/g'),
        template('r', 'cat /work/f /claim/g'),
      ],
    });
    expect(done.status.phase).toBe('Succeeded');
    const reader = cluster.list('pods', 'ci').find((pod) => pod.metadata.name.startsWith('a-r-'));
    expect(cluster.podLog('ci', reader?.metadata.name ?? '')).toBe('1\n2\n');
  });

  it('checks a repository out at a revision', async () => {
    const cluster = await openTestCluster();
    const { repo, first } = await createRepository();
    const inputs = {
      parameters: [{ name: 'revision', value: first }],
      artifacts: [{ name: 'source', path: '/src', git: { repo, revision: '{{inputs.parameters.revision}}' } }],
    };
    const container = { command: ['sh', '-c'], args: ['cat file; git rev-parse HEAD'], workingDir: '/src' };
    expect((await runTemplate(cluster, { container, inputs })).log).toBe(`one\n${first}\n`);
  });

  it('asks for a repository with the credentials of a Secret', async () => {
    const cluster = await openTestCluster();
    createSecret(cluster);
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const usernameSecret = { name: 's', key: 'user' };
    const passwordSecret = { name: 's', key: 'token' };
    const git = { repo: `http://127.0.0.1:${port}/r.git`, usernameSecret, passwordSecret };
    const inputs = { artifacts: [{ name: 'source', path: '/src', git }] };
    const status = await runTemplate(cluster, { ...shell('main', 'exit 0'), inputs });
    expect([status.phase, asked[0]]).toEqual(['Error', `Basic ${Buffer.from('me:t0ken').toString('base64')}`]);
    expect(status.message).not.toContain('t0ken');
  });

  it('clones a branch, shallow, with what else it is told to fetch', async () => {
    const cluster = await openTestCluster();
    const { repo, first } = await createRepository();
    execFileSync('git', ['-C', repo, 'update-ref', 'refs/pull/1/head', first]);
    const git = {
      repo: `file://${repo}`,
      branch: 'main',
      depth: 1,
      singleBranch: true,
      fetch: ['+refs/pull/1/head:refs/heads/pr'],
    };
    const inputs = { artifacts: [{ name: 'source', path: '/src', git }] };
    const container = { command: ['sh', '-c'], args: ['cat file; git rev-parse pr'], workingDir: '/src' };
    expect((await runTemplate(cluster, { container, inputs })).log).toBe(`two\n${first}\n`);
  });

  it.each([
    [{ revision: 'nowhere' }, 'failed to check out'],
    [{ repo: '/nowhere' }, 'failed to clone'],
    [{ revision: '--upload-pack=x' }, 'is not a repository or revision'],
    [{ usernameSecret: { name: 'none', key: 'u' } }, 'secret "none" with key u not found'],
  ])('ends with an error when the checkout fails: %j', async (wrong, message) => {
    const cluster = await openTestCluster();
    const { repo } = await createRepository();
    const inputs = { artifacts: [{ name: 'source', path: '/src', git: { repo, ...wrong } }] };
    const status = await runTemplate(cluster, { ...shell('main', 'exit 0'), inputs });
    expect(status.phase).toBe('Error');
    expect(status.message).toContain(message);
  });

  it.each([
    ['an unknown command', { container: { command: ['no-such-command'] } }, 'could not start "no-such-command"'],
    [
      'a missing Secret',
      { container: { command: ['true'], env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'no', key: 'k' } } }] } },
      'secret "no" not found',
    ],
    [
      'a missing key',
      { container: { command: ['true'], env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] } },
      "couldn't find key k in secret ci/s",
    ],
    [
      'a missing ConfigMap',
      { container: { command: ['true'], envFrom: [{ configMapRef: { name: 'no' } }] } },
      'configmap "no" not found',
    ],
    [
      'an unknown field',
      { container: { command: ['true'], env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'x' } } }] } },
      'cannot fill a variable',
    ],
    [
      'an unknown volume',
      { container: { command: ['true'], volumeMounts: [{ name: 'v', mountPath: '/v' }] } },
      "volume 'v' not found",
    ],
    [
      'an output that is not there',
      { container: { command: ['true'] }, outputs: { parameters: [{ name: 'p', valueFrom: { path: '/p' } }] } },
      'open /p: no such file or directory',
    ],
    [
      'an artifact that is not there',
      { container: { command: ['true'] }, outputs: { artifacts: [{ name: 'p', path: '/p' }] } },
      'cannot find output artifact p',
    ],
  ])('ends with an error for %s', async (_what, template, message) => {
    const cluster = await openTestCluster();
    createSecret(cluster);
    const status = await runTemplate(cluster, template);
    expect(status.phase).toBe('Error');
    expect(status.message).toContain(message);
  });

  it('fails with its exit code, also when a signal ended it', async () => {
    const cluster = await openTestCluster();
    const status = await runTemplate(cluster, shell('main', 'kill -KILL $$'));
    expect([status.phase, status.message, status.nodes.a?.outputs?.exitCode]).toEqual([
      'Failed',
      'main: Error (exit code 137)',
      '137',
    ]);
    expect(cluster.get('pods', 'ci', 'a')?.status).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ name: 'main', state: { terminated: { exitCode: 137, reason: 'Error' } } }],
    });
  });

  it('takes what it left in the background with it when it ends', async () => {
    const cluster = await openTestCluster();
    const { log, phase } = await runTemplate(cluster, shell('main', 'sleep 60 & echo $!'));
    expect(phase).toBe('Succeeded');
    await expect.poll(() => isRunning(Number(log))).toBe(false);
  });

  it('leaves no files behind', async () => {
    const cluster = await openTestCluster();
    await runTemplate(cluster, shell('main', 'mkdir -p deep/er; touch deep/er/file'));
    await cluster.runWorkflow('b', { entrypoint: 'main', templates: [shell('main', 'exit 0')] });
    cluster.remove('workflows', 'ci', 'a');
    const [kept] = cluster.list('workflows', 'ci').map((each) => each.metadata.uid);
    await expect.poll(() => readdir(join(cluster.workspace, 'ci'))).toEqual([kept]);
    await cluster.close();
    expect(await readdir(join(cluster.workspace, 'ci'))).toEqual([]);
  });
});

describe('a pod that is deleted', () => {
  it('ends its step with an error', async () => {
    const cluster = await openTestCluster();
    cluster.create({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { name: 'a', namespace: 'ci' },
      spec: { entrypoint: 'main', templates: [shell('main', 'sleep 60')] },
    });
    await cluster.untilStatus('a', (status) => status.nodes.a?.phase === 'Running');
    await cluster.send('DELETE', '/api/v1/namespaces/ci/pods/a');
    const { status } = await cluster.untilStatus('a', (each) => each.phase !== 'Running');
    expect([status.phase, status.message]).toEqual(['Error', 'pod deleted']);
  });
});
