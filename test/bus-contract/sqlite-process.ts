/**
 * A process that uses an event store, for tests that need a second one or one that can be killed. Says what it does line by line.
 *
 *     node sqlite-process.ts open FILE               opens the file, says how that went, and keeps it open
 *     node sqlite-process.ts work FILE PREFIX        publishes and handles until it is killed
 *     node sqlite-process.ts backlog FILE COUNT BYTES  publishes COUNT events, then handles 2,000 of them; says the largest RSS
 */
import { randomBytes } from 'node:crypto';
import pino from 'pino';
import type { EventBus } from '../../src/bus/event-bus.ts';
import { openSqliteBus } from '../../src/bus/sqlite/open-sqlite-bus.ts';
import { consumeWith, makeDelivery } from './bus-under-test.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function open(file: string): Promise<EventBus | undefined> {
  const opened = await openSqliteBus({ file, retentionMs: 86_400_000, log: pino({ level: 'silent' }) });
  say(opened.ok ? 'open' : opened.problem.code);
  return opened.ok ? opened.value : undefined;
}

/** Every acknowledged id and every handled one is a line; the lines end where the process is killed. */
async function work(bus: EventBus, prefix: string): Promise<void> {
  bus.consume(
    consumeWith(async ({ id }) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      say(`handled ${id}`);
      return { kind: 'done' };
    }),
  );
  const publishOn = async (lane: number): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const id = `${prefix}-${lane}-${number}`;
      await bus.publish(makeDelivery(id, { key: `${prefix}-${lane}` }));
      say(`stored ${id}`);
    }
  };
  await Promise.all([publishOn(0), publishOn(1), publishOn(2)]);
}

async function buildBacklog(bus: EventBus, count: number, bytes: number): Promise<void> {
  let largest = 0;
  const measure = (): void => {
    largest = Math.max(largest, process.memoryUsage().rss);
  };
  for (let start = 0; start < count; start += 100) {
    const many = Array.from({ length: Math.min(100, count - start) }, (_, index) => {
      const body = randomBytes(bytes);
      return bus.publish({ ...makeDelivery(`b${start + index}`), body });
    });
    await Promise.all(many);
    measure();
  }
  say(`stored ${count}`);
  let handled = 0;
  const enough = new Promise<void>((resolve) => {
    const options = consumeWith(async () => {
      handled += 1;
      measure();
      if (handled === Math.min(2000, count)) {
        resolve();
      }
      return { kind: 'done' };
    });
    bus.consume({ ...options, concurrency: 20, route: ({ id }) => ({ key: id, share: id.slice(0, 2) }) });
  });
  await enough;
  measure();
  await bus.close();
  say(`largest ${largest}`);
}

const [mode, file = '', first = '', second = ''] = process.argv.slice(2);
const bus = await open(file);
if (bus !== undefined && mode === 'work') {
  await work(bus, first);
}
if (bus !== undefined && mode === 'backlog') {
  await buildBacklog(bus, Number(first), Number(second));
}
