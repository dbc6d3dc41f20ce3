import { describe, expect, it } from 'vitest';
import type { DeliverySource } from '../bus/event-bus.ts';
import { routeSourceEvent } from './route-source-event.ts';

function route(source: DeliverySource, id: string, body: unknown = {}, tenant = 'operator/ci/feed') {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  return routeSourceEvent({
    ...{ source, tenant, id: `heard/${id}`, name: 'heard', receivedAt: 0, headers: {}, body: bytes },
  });
}

const push = (ref: string, id = 42) => ({ headers: {}, body: { 'X-GitHub-Event': 'push', ref, repository: { id } } });
const pullRequest = (number: number) => ({
  body: { 'X-GitHub-Event': 'pull_request', pull_request: { number }, repository: { id: 42 } },
});

describe('routeSourceEvent', () => {
  it('spreads the posts to a webhook over a bounded number of queues', () => {
    const keys = new Set(Array.from({ length: 2000 }, () => route('webhook', crypto.randomUUID()).key));
    expect(keys.size).toBeGreaterThan(8);
    expect(keys.size).toBeLessThanOrEqual(16);
  });

  it('puts what came twice into the same queue', () => {
    expect(route('webhook', 'order-7')).toEqual(route('webhook', 'order-7'));
  });

  it.each<[string, DeliverySource, [id: string, body?: object][]]>([
    [
      'events of one branch',
      'github-hook',
      [
        ['d-1', push('refs/heads/a')],
        ['d-2', push('refs/heads/a')],
      ],
    ],
    [
      'events of one pull request',
      'github-hook',
      [
        ['d-1', pullRequest(5)],
        ['d-2', pullRequest(5)],
      ],
    ],
    ['messages of one partition', 'kafka', [['orders/3/17/1'], ['orders/3/18/2']]],
    ['events of one object', 'resource', [['uid-1/10/ADD'], ['uid-1/11/DELETE']]],
    ['files of a bucket', 'minio', [['a.txt/e/1'], ['b.txt/e/2']]],
    ['times of a calendar', 'calendar', [['1'], ['2']]],
  ])('keeps %s in order', (_, source, events) => {
    expect(new Set(events.map(([id, body]) => route(source, id, body).key)).size).toBe(1);
  });

  it.each<[string, DeliverySource, [id: string, body?: object][]]>([
    [
      'branches',
      'github-hook',
      [
        ['d-1', push('refs/heads/a')],
        ['d-2', push('refs/heads/b')],
      ],
    ],
    [
      'repositories',
      'github-hook',
      [
        ['d-1', push('refs/heads/a')],
        ['d-2', push('refs/heads/a', 43)],
      ],
    ],
    ['partitions', 'kafka', [['orders/3/17/1'], ['orders/4/17/1']]],
    ['objects of the cluster', 'resource', [['uid-1/10/ADD'], ['uid-2/11/ADD']]],
  ])('lets %s go side by side', (_, source, events) => {
    expect(new Set(events.map(([id, body]) => route(source, id, body).key)).size).toBe(2);
  });

  it.each(['nonsense', '[]', '{"body":7}', ''])(
    'keeps a hook’s event that says nothing (%j) in the queue of its name',
    (body) => {
      expect(route('github-hook', 'd-1', body)).toEqual({
        ...{ key: 'github-hook/operator/ci/feed/heard', share: 'operator/ci/feed' },
      });
    },
  );

  it('keeps a repository’s events of one name in order, in its installation’s share', () => {
    const tenant = 'repository/7/42/feed';
    const routed = { key: `webhook/${tenant}/heard`, share: '7' };
    expect(route('webhook', 'a', {}, tenant)).toEqual(routed);
    expect(route('webhook', 'b', {}, tenant)).toEqual(routed);
  });
});
