import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consumeWith, eventually, makeDelivery, routeByBody } from '../../../test/bus-contract/bus-under-test.ts';
import type { EventBus } from '../event-bus.ts';
import { openSqliteBus } from './open-sqlite-bus.ts';

const program = fileURLToPath(new URL('../../../test/bus-contract/bus-process.ts', import.meta.url));

let directory = '';
let file = '';
let children: ChildProcess[] = [];
let bus: EventBus | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sqlite-processes-'));
  file = join(directory, 'events.db');
});

afterEach(async () => {
  await bus?.close();
  bus = undefined;
  for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  children = [];
  await rm(directory, { recursive: true, force: true });
});

interface Running {
  lines: string[];
  kill(): Promise<void>;
}

function run(mode: string, ...args: string[]): Running {
  const child = spawn(process.execPath, [program, mode, JSON.stringify({ kind: 'sqlite', file }), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return {
    lines,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
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
      stored.push(...child.lines.flatMap((line) => (line.startsWith('stored ') ? [line.slice(7)] : [])));
      handled.push(...child.lines.flatMap((line) => (line.startsWith('handled ') ? [line.slice(8)] : [])));
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
    expect(repeatsOutOfOrder(handled)).toEqual([]);
  });
});

/** Ids that were handled for the first time after a later one of their key; a repeated one is no surprise after a kill. */
function repeatsOutOfOrder(handled: readonly string[]): string[] {
  const newest = new Map<string, number>();
  return [...new Set(handled)].filter((id) => {
    const [key, number] = [id.slice(0, id.lastIndexOf('-')), Number(id.slice(id.lastIndexOf('-') + 1))];
    const isLate = number < (newest.get(key) ?? -1);
    newest.set(key, Math.max(number, newest.get(key) ?? -1));
    return isLate;
  });
}

describe('a backlog', () => {
  it('is kept on disk: memory stays under 250 MB with more than that waiting', { timeout: 60_000 }, async () => {
    const child = run('backlog', '10000', '30000');
    await eventually(() => child.lines.length, 50_000).toBe(3);
    const largest = Number(child.lines[2]?.split(' ')[1]);
    expect(largest).toBeGreaterThan(0);
    expect(largest / 1e6).toBeLessThan(250);
  });
});
