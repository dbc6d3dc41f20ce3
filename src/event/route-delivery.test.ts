import { describe, expect, it } from 'vitest';
import { routeDelivery } from './route-delivery.ts';

const around = { repository: { id: 42 }, installation: { id: 7 } };

function route(name: string, body: unknown, id = 'd-1') {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  return routeDelivery({ source: 'github', tenant: '', id, name, receivedAt: 0, headers: {}, body: bytes });
}

describe('routeDelivery', () => {
  it.each([
    ['push', { ref: 'refs/heads/main' }, 'event/42/refs/heads/main'],
    ['delete', { ref: 'main', ref_type: 'branch' }, 'event/42/refs/heads/main'],
    ['create', { ref: 'main', ref_type: 'tag' }, 'event/42/refs/tags/main'],
    ['pull_request', { pull_request: { number: 5 } }, 'event/42/pull/5'],
    ['pull_request_review', { pull_request: { number: 5 } }, 'event/42/pull/5'],
    ['merge_group', { merge_group: { head_ref: 'refs/heads/q' } }, 'event/42/refs/heads/q'],
    ['star', {}, 'event/42/star'],
    ['check_run', { check_run: { id: 9 } }, 'command/42/check-run/9'],
    ['check_suite', { check_suite: { id: 9 } }, 'command/42/check-suite/9'],
    ['issue_comment', { issue: { number: 5 } }, 'command/42/issue/5'],
    ['commit_comment', { comment: { commit_id: 'abc' } }, 'command/42/commit/abc'],
  ])('puts %s %j under its key', (name, body, key) => {
    expect(route(name, { ...around, ...body })).toEqual({ key, share: '7' });
  });

  it('keeps repositories apart', () => {
    const [one, other] = [1, 2].map(
      (id) => route('push', { ...around, repository: { id }, ref: 'refs/heads/main' }).key,
    );
    expect(one).not.toBe(other);
  });

  it('puts events of an installation under its share', () => {
    expect(route('installation', { installation: { id: 7 } })).toEqual({ key: 'installation/7', share: '7' });
  });

  it.each(['nonsense', '[]', '['.repeat(9999), ''])('gives an unreadable body a queue of its own', (body) => {
    expect(route('push', body, 'a').key).not.toBe(route('push', body, 'b').key);
  });
});
