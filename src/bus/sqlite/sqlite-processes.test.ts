import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consumeWith, eventually, makeDelivery, routeByBody } from '../../../test/bus-contract/bus-under-test.ts';
import { firstOutOfOrder } from '../../../test/bus-contract/first-out-of-order.ts';
import { type BusProcess, endBusProcesses, runBusProcess } from '../../../test/bus-contract/run-bus-process.ts';
import type { EventBus } from '../event-bus.ts';
import { openSqliteBus } from './open-sqlite-bus.ts';

let directory = '';
let file = '';
let bus: EventBus | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sqlite-processes-'));
  file = join(directory, 'events.db');
});

afterEach(async () => {
  await bus?.close();
  bus = undefined;
  await endBusProcesses();
  await rm(directory, { recursive: true, force: true });
});

function run(mode: string, ...args: string[]): BusProcess {
  return runBusProcess({ kind: 'sqlite', file }, mode, ...args);
}

function options() {
  return { file, route: routeByBody, retentionMs: 86_400_000, log: pino({ level: 'silent' }) };
}

async function openHere(): Promise<EventBus> {
  const opened = await openSqliteBus(options());
  if (!opened.ok) {
    throw new Error(opened.problem.message);
  }
  bus = opened.value;
  return bus;
}

describe('a second process', () => {
  it('is refused a store that another process has open', async () => {
    await openHere();
    const other = run('open');
    await eventually(() => other.lines).toEqual(['bus.locked']);
  });

  it('keeps this one out until it is killed, and no longer', async () => {
    const other = run('open');
    await eventually(() => other.lines).toEqual(['open']);
    const refused = await openSqliteBus({ ...options(), retentionMs: 1 });
    expect(refused).toMatchObject({ ok: false, problem: { code: 'bus.locked' } });
    await other.kill();
    await expect((await openHere()).publish(makeDelivery('mine'))).resolves.toBe('stored');
  });
});

describe('a process that is killed while it publishes and handles', () => {
  it('loses nothing it has acknowledged, and the next one handles what was left, in order', {
    timeout: 60_000,
  }, async () => {
    const stored: string[] = [];
    const handled: string[] = [];
    for (const [round, lines] of [40, 137, 301].entries()) {
      const child = run('work', `round${round}`);
      await eventually(() => child.lines.length).toBeGreaterThan(lines);
      await child.kill();
      stored.push(...child.said('stored'));
      handled.push(...child.said('handled'));
    }
    const last = await openHere();
    for (const id of stored) {
      expect((await last.find('github', '', id))?.id).toBe(id);
    }
    last.consume(
      consumeWith(async ({ id }) => {
        handled.push(id);
        return { kind: 'done' };
      }),
    );
    await eventually(() => stored.filter((id) => !handled.includes(id))).toEqual([]);
    for (const id of stored) {
      await eventually(() => last.publish(makeDelivery(id))).toBe('duplicate');
    }
    expect(firstOutOfOrder(handled)).toEqual([]);
  });
});

describe('a backlog', () => {
  it('is kept on disk: memory stays under 250 MB with more than that waiting', { timeout: 60_000 }, async () => {
    const child = run('backlog', '10000', '30000');
    await eventually(() => child.lines.length, 50_000).toBe(3);
    const largest = Number(child.lines[2]?.split(' ')[1]);
    expect(largest).toBeGreaterThan(0);
    expect(largest / 1e6).toBeLessThan(250);
  });
});
