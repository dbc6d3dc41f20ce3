import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concludedCheck, expectChecks } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

interface Call {
  path: string;
  key: string | string[] | undefined;
  authorization: string | undefined;
  body: string;
}

const calls: Call[] = [];
const hook = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { authorization } = request.headers;
  calls.push({ path: request.url ?? '', key: request.headers['idempotency-key'], authorization, body });
  response.writeHead(request.url === '/broken' ? 500 : 204).end();
});

function file(port: number): string {
  return `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: tell }
spec:
  dependencies:
    - { name: push, eventSourceName: github, eventName: push, filters: { data: [{ path: body.ref, type: string, value: [refs/heads/main] }] } }
    - { name: broken, eventSourceName: github, eventName: push, filters: { data: [{ path: body.ref, type: string, value: [refs/heads/broken] }] } }
  triggers:
    - template:
        name: hook
        conditions: push
        http:
          url: http://127.0.0.1:${port}/pushed
          payload: [{ src: { dependencyName: push, dataKey: body.after }, dest: commit }]
          basicAuth: { username: { name: hook-login, key: user }, password: { name: hook-login, key: password } }
    - template:
        name: remember
        conditions: push
        k8s:
          operation: update
          source: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { name: last-push }, data: {} } }
          parameters: [{ src: { dependencyName: push, dataKey: body.after }, dest: data.commit }]
    - template: { name: note, conditions: push, log: {} }
    - template: { name: bad-hook, conditions: broken, http: { url: "http://127.0.0.1:${port}/broken" } }
      policy: { status: { allow: [200] } }
      atLeastOnce: true
      retryStrategy: { duration: 10ms, steps: 3 }
    - template: { name: elsewhere, conditions: broken, http: { url: "http://169.254.169.254/latest" } }
`;
}

let world: World;

beforeAll(async () => {
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
  const address = hook.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const policy = `
defaults:
  triggers: [workflow, k8s, http, log]
  kinds: [ConfigMap]
  hosts: ["http://127.0.0.1:${port}/internal"]
  secrets: [hook-login]
`;
  world = await startWorld({ policy, files: { '.argo-events.yaml': file(port) } });
  const encode = (text: string) => Buffer.from(text).toString('base64');
  world.cluster.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'hook-login', namespace: 'ci' },
    data: { user: encode('ada'), password: encode('correct horse') },
  });
});

afterAll(async () => {
  await world.close();
  hook.close();
});

describe('triggers that create no Workflow', () => {
  it('call hosts, change objects and write log lines, quietly', async () => {
    const { github, repository, cluster } = world;
    const { after } = await github.push({ repository, files: { a: 'a' } });
    await world.settle();
    await cluster.waitFor({ plural: 'configmaps', namespace: 'ci', name: 'last-push' }, (each) => each !== undefined);

    expect(calls.filter((each) => each.path === '/pushed')).toEqual([
      {
        path: '/pushed',
        key: expect.stringMatching(/^[0-9a-f]{64}$/),
        authorization: `Basic ${Buffer.from('ada:correct horse').toString('base64')}`,
        body: `{"commit":"${after}"}`,
      },
    ]);
    expect(cluster.get('configmaps', 'ci', 'last-push')).toMatchObject({ data: { commit: after } });
    expect(world.logged.filter((line) => line.includes('event logged by a trigger'))).toHaveLength(1);
    expect(world.logged.join('\n')).not.toContain('correct horse');
    await expectChecks(world, { repository, sha: after }, []);
  });

  it('change what they made when the next event comes', async () => {
    const { github, repository, cluster } = world;
    const { after } = await github.push({ repository, files: { b: 'b' } });

    const changed = await cluster.waitFor({ plural: 'configmaps', namespace: 'ci', name: 'last-push' }, (each) =>
      JSON.stringify(each?.data ?? {}).includes(after),
    );
    expect(changed).toMatchObject({ data: { commit: after } });
  });

  it('have a failed check when they fail, each under its name', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, branch: 'broken', files: { c: 'c' } });

    const failed = await concludedCheck(world, after, 'tell/bad-hook');
    expect(failed.conclusion).toBe('failure');
    expect(failed.summary).toContain('trigger.http-status');
    const refused = await concludedCheck(world, after, 'tell/elsewhere');
    expect(refused.summary).toContain('trigger.http-host');
    expect(calls.filter((each) => each.path === '/broken')).toHaveLength(3);
  });
});
