import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { labels } from '../../../src/kubernetes/labels.ts';
import { concludedCheck, released, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const reference = '{{workflow.parameters.git-auth-secret}}';

/** Passes when the Secret is mounted, and so was there before the step. */
function cloning(script = 'test -s /git/token && test -s /git/.git-credentials && test -s /git/.gitconfig') {
  const container = {
    image: 'alpine:3.22',
    command: ['sh', '-c'],
    args: [script],
    volumeMounts: [{ name: 'git', mountPath: '/git' }],
  };
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: 'ci-' },
    spec: {
      entrypoint: 'main',
      arguments: { parameters: [{ name: 'git-auth-secret' }] },
      volumes: [{ name: 'git', secret: { secretName: reference } }],
      templates: [{ name: 'main', container }],
    },
  });
}

let world: World;

beforeAll(async () => {
  world = await startWorld({
    files: {
      '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
      '.argo/ci.yaml': cloning(),
    },
  });
});

afterAll(() => world.close());

const secretShape = z.looseObject({
  metadata: z.looseObject({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string() })).default([]),
  }),
  data: z.record(z.string(), z.string()),
});

function secretOf(name: string) {
  return secretShape.parse(world.cluster.get('secrets', 'ci', name));
}

async function runOnce() {
  const { after } = await world.github.push({ repository: world.repository, files: { a: crypto.randomUUID() } });
  const check = await concludedCheck(world, after);
  expect(check.conclusion).toBe('success');
  return workflowOf(world, check);
}

/** What GitHub answers to whoever has the token. */
async function ask(token: string, path: string, method = 'GET', body?: object): Promise<number> {
  const answer = await fetch(`http://${world.github.host}/api/v3${path}`, {
    method,
    headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.text();
  return answer.status;
}

describe('git-auth-secret', () => {
  it('is a mounted Secret with a token that reads this repository and does nothing else', async () => {
    const other = await world.addRepository({ 'secret.txt': 'x' });
    const { name } = (await runOnce()).metadata;
    const secret = secretOf(name);
    expect(secret.metadata.labels).toMatchObject({ [labels.holds]: 'token' });
    expect(secret.metadata.ownerReferences).toMatchObject([{ kind: 'Workflow', name }]);

    const token = Buffer.from(secret.data.token ?? '', 'base64').toString();
    expect(token.length).toBeGreaterThan(300);
    expect(await ask(token, '/repos/acme/shop/contents/README.md')).toBe(200);
    expect(await ask(token, `/repos/${other}/contents/secret.txt`)).toBe(404);
    const head = (await world.github.getRepository({ repository: world.repository })).sha;
    const write = { name: 'forged', head_sha: head, status: 'in_progress' };
    expect(await ask(token, '/repos/acme/shop/check-runs', 'POST', write)).toBe(403);
  });

  it('shares one token with the other runs of the repository, and no line of the log has it', async () => {
    const first = secretOf((await runOnce()).metadata.name);
    const second = secretOf((await runOnce()).metadata.name);
    expect(second.data.token).toBe(first.data.token);
    const token = Buffer.from(first.data.token ?? '', 'base64').toString();
    expect(world.logged.join('\n')).not.toContain(token.slice(8, 60));
  });

  it('goes with its Workflow', async () => {
    const run = await runOnce();
    const { name, namespace } = run.metadata;
    await released(world, run);
    world.cluster.remove('workflows', namespace, name);
    await world.cluster.waitFor({ plural: 'secrets', namespace, name }, (each) => each === undefined, 20_000);
  });

  it('whose Workflow the cluster did not take at once is there when it does', async () => {
    const match = { verb: 'create', resource: 'workflows', namespace: 'ci' } as const;
    world.cluster.injectFault({ match, fault: { status: 503 } });
    const { name } = (await runOnce()).metadata;
    expect(secretOf(name).metadata.ownerReferences).toMatchObject([{ name }]);
  });
});
