import { describe, expect, it } from 'vitest';
import type { DeliveryAttempt, GithubDeliveries } from '../../github/deliveries/deliveries.ts';
import type { Settings } from '../../settings/settings.ts';
import { runCommand } from '../run-command.ts';
import { createDeliveries } from './deliveries.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 5, 3);

function attempt(id: string, guid: string, statusCode: number, more: Partial<DeliveryAttempt> = {}): DeliveryAttempt {
  const told = { event: 'push', installationId: 7, status: statusCode === 202 ? 'OK' : 'failed' };
  return { id, guid, statusCode, deliveredAt: now - hour, isRedelivery: false, ...told, ...more };
}

/** Newest first, as GitHub lists them, two a page. */
async function run(argv: string[], attempts: DeliveryAttempt[] = [], refusing: string[] = []) {
  const written: string[] = [];
  const complained: string[] = [];
  const redelivered: string[] = [];
  const github: GithubDeliveries = {
    async listDeliveries(cursor = '0') {
      const from = Number(cursor);
      const next = from + 2 < attempts.length ? { next: String(from + 2) } : {};
      return { ok: true, value: { attempts: attempts.slice(from, from + 2), ...next } };
    },
    async redeliver(id) {
      redelivered.push(id);
      if (refusing.includes(id))
        return { ok: false, failure: { kind: 'gone', message: 'redeliver: GitHub answered 404.' } };
      return { ok: true, value: undefined };
    },
  };
  const parts = { readSettings: async () => ({}) as Settings, openGithub: async () => github };
  const exitCode = await runCommand(['deliveries', ...argv], [createDeliveries(parts)], {
    write: (text) => void written.push(text),
    complain: (text) => void complained.push(text),
    readFile: async () => '',
    environment: {},
    now: () => now,
    wait: async () => undefined,
  });
  return { exitCode, written: written.join(''), complained: complained.join(''), redelivered };
}

describe('argo-events-app deliveries', () => {
  it('lists each delivery that has no success, by its newest attempt, the oldest first', async () => {
    const listed = await run(
      [],
      [
        attempt('9', 'a', 502, { isRedelivery: true }),
        attempt('8', 'b', 202, { isRedelivery: true }),
        attempt('7', 'c', 503, { action: 'opened', event: 'pull_request' }),
        attempt('6', 'b', 503),
        attempt('5', 'a', 503),
        attempt('4', 'd', 202),
        attempt('3', 'old', 503, { deliveredAt: now - 80 * hour }),
      ],
    );
    expect(listed.exitCode).toBe(0);
    expect(listed.written.split('\n').map((line) => line.split('  ')[0])).toEqual(['7', '9', '']);
    expect(listed.written).toContain('7  2026-06-02T23:00:00.000Z  pull_request.opened  installation 7  c  failed');
    expect(listed.complained).toBe('2\n');
  });

  it('looks back no further than it is told', async () => {
    const attempts = [attempt('2', 'a', 503), attempt('1', 'b', 503, { deliveredAt: now - 3 * hour })];
    expect((await run(['--since', '2h'], attempts)).written).toMatch(/^2 /);
    expect((await run(['--since', '2h'], attempts)).complained).toBe('1\n');
  });

  it('has each id sent again, whatever becomes of the others', async () => {
    const done = await run(['--redeliver', '9223372036854775807', '2', '3', '2'], [], ['2']);
    expect(done.redelivered).toEqual(['9223372036854775807', '2', '3']);
    expect(done.exitCode).toBe(1);
    expect(done.complained).toContain('2  redeliver: GitHub answered 404.');
  });

  it.each([
    [['--redeliver'], 'takes the ids'],
    [['--redeliver', 'b7c1-guid'], 'no id of a delivery'],
    [['17'], 'with --redeliver only'],
    [['--since', 'yesterday'], '--since takes'],
  ])('is misused by %j', async (argv, said) => {
    const misused = await run(argv);
    expect(misused.exitCode).toBe(2);
    expect(misused.complained).toContain(said);
  });
});
