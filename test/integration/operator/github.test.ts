import { afterEach, describe, expect, it } from 'vitest';
import { sendWebhook } from '../../world/send-webhook.ts';
import {
  eventSource,
  type OperatorWorld,
  randomSecret,
  secret,
  sensor,
  signedHeaders,
  startOperatorWorld,
} from '../../world/start-operator-world.ts';

let operator: OperatorWorld | undefined;

afterEach(async () => {
  await operator?.close();
  operator = undefined;
});

const patience = { timeout: 20_000 };
const shop = { repositories: [{ owner: 'acme', names: ['shop'] }] };

describe('a github EventSource of the operator', () => {
  it('sees of the App’s webhook what it names, and nothing else', async () => {
    operator = await startOperatorWorld(() => ({
      'all.yaml': [
        eventSource('github', {
          github: {
            pushes: { ...shop, events: ['push'], filter: { expression: 'body.ref == "refs/heads/main"' } },
            pulls: { ...shop, events: ['pull_request'] },
          },
        }),
        sensor('pushes', { a: 'github/pushes' }, { dataKey: 'body.after' }),
        sensor('pulls', { a: 'github/pulls' }, { dataKey: 'body.number' }),
      ],
    }));
    const { world, messages } = operator;
    const other = await world.addRepository({ 'a.txt': 'a' });
    const { after } = await world.github.push({ repository: world.repository, files: { 'a.txt': 'a' } });
    await world.github.push({ repository: world.repository, branch: 'topic', files: { 'a.txt': 'b' } });
    await world.github.push({ repository: other, files: { 'a.txt': 'b' } });
    const pull = (head: number) => ({
      action: 'opened',
      number: 7,
      installation: { id: world.installation },
      repository: { id: 1, name: 'shop', full_name: world.repository, owner: { login: 'acme' } },
      pull_request: { number: 7, head: { repo: { id: head } }, base: { repo: { id: 1 } } },
    });
    await sendWebhook(world, { event: 'pull_request', body: JSON.stringify(pull(2)) });
    await world.settle();
    await expect.poll(messages, patience).toEqual([after]);
    await sendWebhook(world, { event: 'pull_request', body: JSON.stringify(pull(1)) });
    await expect.poll(messages, patience).toEqual([after, '7']);
    // Nobody's checks: the operator's runs belong to no repository.
    expect((await world.github.checkRuns()).filter((each) => each.headSha === after)).toEqual([]);
  });

  it('takes hooks with a secret of their own, each delivery once', async () => {
    const key = randomSecret();
    operator = await startOperatorWorld(
      ([port = 0]) => ({
        'all.yaml': [
          eventSource('github', {
            github: {
              hook: {
                ...shop,
                events: ['*'],
                webhook: { port: String(port), endpoint: '/push' },
                webhookSecret: { name: 'github', key: 'secret' },
              },
            },
          }),
          sensor('hook', { a: 'github/hook' }, { dataKey: 'github.sha' }),
        ],
      }),
      { prepare: ({ cluster }) => cluster.create(secret('github', { secret: key })) },
    );
    const { isListening, post, messages, world, ports } = operator;
    const [port = 0] = ports;
    await expect.poll(() => isListening(port), patience).toBe(true);
    const push = (fullName: string) => {
      const repository = { id: 5, name: 'shop', full_name: fullName, owner: { login: 'acme' }, default_branch: 'main' };
      return JSON.stringify({ ref: 'refs/heads/main', after: 'a'.repeat(40), repository });
    };
    const body = push('acme/shop');
    const statuses = [
      await post(port, '/push', body),
      await post(port, '/push', body, signedHeaders(body, 'another')),
      await post(port, '/push', '[]', signedHeaders('[]', key)),
      await post(port, '/push', push('evil/shop'), signedHeaders(push('evil/shop'), key, { id: 'd-0' })),
      await post(port, '/push', body, signedHeaders(body, key)),
      await post(port, '/push', body, signedHeaders(body, key)),
    ].map(({ status }) => status);
    expect(statuses).toEqual([400, 401, 400, 200, 200, 200]);
    await expect.poll(messages, patience).toEqual(['a'.repeat(40)]);
    await world.settle();
    expect(messages()).toHaveLength(1);
    // The App's webhook is another way; this EventSource is not fed by it.
    await world.github.push({ repository: world.repository, files: { 'a.txt': 'a' } });
    await world.settle();
    expect(messages()).toHaveLength(1);
  });
});
