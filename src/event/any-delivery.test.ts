import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../bus/event-bus.ts';
import { decidingCommit } from './deciding-commit.ts';
import { readGithubDelivery } from './read-github-delivery.ts';
import { routeDelivery } from './route-delivery.ts';

const receivedAt = Date.parse('2026-11-22T10:00:00Z');
const repository = { id: 42, name: 'hello', full_name: 'acme/hello', owner: { login: 'acme' } };
const around = { repository, installation: { id: 7 }, sender: { login: 'alice' } };

function deliver(name: string, body: unknown): Delivery {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { source: 'github', tenant: '', id: 'd-1', name, receivedAt, headers: {}, body: bytes };
}

describe('Any delivery', () => {
  it('survives any JSON under any event name', { timeout: 180_000 }, () => {
    const names = fc.constantFrom(
      'push',
      'pull_request',
      'check_run',
      'issue_comment',
      'constructor',
      '__proto__',
      'x',
    );
    const keys = fc.constantFrom(
      'ref',
      'pull_request',
      'number',
      'head',
      'base',
      'repo',
      'id',
      'sha',
      'comment',
      'issue',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.dictionary(keys, tie('value'))),
    }));
    const bodies = fc.oneof(
      value,
      fc.dictionary(keys, value).map((body) => ({ ...around, ...body })),
    );
    fc.assert(
      fc.property(names, bodies, (name, body) => {
        const delivery = deliver(name, body);
        const read = readGithubDelivery(delivery);
        expect(routeDelivery(delivery).key).not.toBe('');
        if (!read.ok || read.kind !== 'event') return;
        expect(JSON.parse(read.event.data).github.eventName).toBe(name);
        expect(['decided', 'look-up-pull-request', 'nothing']).toContain(decidingCommit(read.event).kind);
      }),
      { numRuns: 500 },
    );
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const delivery = { ...deliver('push', ''), body: bytes };
        expect(typeof readGithubDelivery(delivery).ok).toBe('boolean');
        expect(routeDelivery(delivery).share).toBe('none');
      }),
    );
  });
});

interface Definition {
  name: string;
  examples: Record<string, unknown>[];
}

const definitions = createRequire(import.meta.url)('@octokit/webhooks-examples') as Definition[];
const examples = definitions.flatMap(({ name, examples }) =>
  examples.map((body, index) => [name, index, body] as const),
);

describe("GitHub's example payloads", () => {
  it.each(examples)('%s %i is read, routed and decided', (name, _index, body) => {
    const delivery = deliver(name, { installation: { id: 7 }, ...body });
    expect(routeDelivery(delivery).key).not.toMatch(/undefined|unreadable|NaN/);
    const read = readGithubDelivery(delivery);
    if (!read.ok) throw new Error(read.problem.message);
    if (read.kind !== 'event') {
      expect(body.repository).toBeUndefined();
      return;
    }
    const { facts, occurredAt, data } = read.event;
    expect(Object.values(facts)).not.toContain(undefined);
    for (const commit of [facts.sha, facts.before]) expect(commit ?? '0'.repeat(40)).toMatch(/^[0-9a-f]{40}$/);
    expect(facts.ref ?? 'refs/x').toMatch(/^refs\//);
    expect(body.repository).toMatchObject({ full_name: facts.repository.fullName, id: facts.repository.id });
    expect(occurredAt).toBeLessThanOrEqual(receivedAt);
    expect(JSON.parse(data).github).toEqual(facts);
    if (facts.pullRequest !== undefined) expect(facts.pullRequest.head.sha).toBe(facts.sha);
    expect(JSON.stringify(decidingCommit(read.event))).not.toContain('undefined');
  });
});
