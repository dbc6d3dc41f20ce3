import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomSecret, secret, sensor } from '../world/start-operator-world.ts';
import { startWorld, type World } from '../world/start-world.ts';

const hooks = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'EventSource',
  metadata: { name: 'hooks' },
  spec: { webhook: { deploy: { endpoint: '/deploy', authSecret: { name: 'hook-token', key: 'token' } } } },
};
const binding = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'WorkflowEventBinding',
  metadata: { name: 'hello' },
  spec: { event: { selector: 'discriminator == "hello"' }, submit: { workflowTemplateRef: { name: 'hello' } } },
};
const file = [hooks, sensor('deploy', { a: 'hooks/deploy' }), binding]
  .map((each) => JSON.stringify(each))
  .join('\n---\n');
const policy = `
defaults: { namespace: ci }
repositories:
  acme/shop: { eventSources: [webhook], secrets: [hook-token] }
`;

let world: World;
const token = randomSecret();
const patience = { timeout: 20_000 };

beforeAll(async () => {
  world = await startWorld({ policy });
  world.cluster.create(secret('hook-token', { token }));
});

afterAll(() => world.close());

async function post(
  path: string,
  bearer: string | undefined,
  body = '{"message":"now"}',
  id?: string,
): Promise<number> {
  const headers = {
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(id === undefined ? {} : { 'idempotency-key': id }),
  };
  return (await fetch(`http://127.0.0.1:${world.app().port}${path}`, { method: 'POST', headers, body })).status;
}

const runs = () => world.cluster.list('workflows', 'ci').filter(({ metadata }) => metadata.name.startsWith('deploy-'));

describe('what a repository defines for others to call', () => {
  it('is not there before its default branch has it', async () => {
    expect(await post('/hooks/acme/shop/deploy', token)).toBe(404);
  });

  it('is a webhook that starts runs with a check on the default branch, for callers with its token, once for each event', async () => {
    const { after } = await world.github.push({ repository: world.repository, files: { '.argo-events.yaml': file } });
    await expect.poll(() => post('/hooks/acme/shop/deploy', undefined), patience).toBe(401);
    expect(await post('/hooks/acme/shop/deploy', 'wrong')).toBe(401);
    expect(await post('/hooks/acme/shop/other', token)).toBe(404);
    expect(await post('/hooks/acme/shop/deploy', token, 'no JSON')).toBe(400);
    expect(await post('/hooks/ACME/Shop/deploy/', token, undefined, 'once')).toBe(200);
    expect(await post('/hooks/acme/shop/deploy', token, undefined, 'once')).toBe(200);
    const check = await world.github.waitForCheckRun(
      (each) => each.headSha === after && each.name === 'deploy/run',
      20_000,
    );
    expect(check.conclusion ?? 'none').toMatch(/none|success/);
    await world.settle();
    expect(runs()).toHaveLength(1);
  });

  it('is a binding of the Event API', async () => {
    world.cluster.create({
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'WorkflowTemplate' },
      metadata: { name: 'hello', namespace: 'ci' },
      spec: { entrypoint: 'main', templates: [{ name: 'main', container: { image: 'busybox', command: ['true'] } }] },
    });
    const caller = world.cluster.addAccount({ namespace: 'ci', name: 'caller' }, [
      { apiGroups: ['argoproj.io'], resources: ['workfloweventbindings'], verbs: ['list'] },
      { apiGroups: ['argoproj.io'], resources: ['workflowtemplates'], verbs: ['get'] },
      { apiGroups: ['argoproj.io'], resources: ['workflows'], verbs: ['create'] },
    ]);
    expect(await post('/api/v1/events/ci/hello', caller)).toBe(200);
    const made = world.cluster.list('workflows', 'ci').map(({ metadata }) => metadata.name);
    expect(made).toContainEqual(expect.stringMatching(/^hello-/));
  });

  it('is refused, and said, where the policy does not let the repository', async () => {
    const other = await world.addRepository({});
    const { after } = await world.github.push({ repository: other, files: { '.argo-events.yaml': file } });
    const check = await world.github.waitForCheckRun(
      (each) => each.headSha === after && each.name === 'argo-events',
      20_000,
    );
    expect(check.summary).toContain('policy.event-source');
    expect(await post(`/hooks/${other}/deploy`, token)).toBe(404);
  });

  it('goes when the file names it no more', async () => {
    await world.github.push({ repository: world.repository, files: { '.argo-events.yaml': 'pipelines: {}\n' } });
    await expect.poll(() => post('/hooks/acme/shop/deploy', token), patience).toBe(404);
  });
});
