/**
 * A process that uses an event bus, for tests that need a second one or one that can be killed. Says what it does line by line.
 *
 *     node bus-process.ts open SETTINGS              opens the bus, says how that went, and keeps it open
 *     node bus-process.ts work SETTINGS PREFIX       publishes and handles until it is killed
 *     node bus-process.ts handle SETTINGS FATAL       handles until it is killed, or has to handle the delivery FATAL
 *     node bus-process.ts backlog SETTINGS COUNT BYTES  publishes COUNT events, then handles 2,000 of them; says the largest RSS
 *
 * SETTINGS are those of the bus (`BusSettings`) as JSON.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import type { Delivery, EventBus, RouteDelivery } from '../../src/bus/event-bus.ts';
import { openBus } from '../../src/bus/open-bus.ts';
import type { BusSettings } from '../../src/settings/bus-settings.ts';
import { consumeWith, makeDelivery, routeByBody } from './bus-under-test.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function open(settings: BusSettings, route: RouteDelivery): Promise<EventBus | undefined> {
  const opened = await openBus(settings, { route, retentionMs: 86_400_000, log: pino({ level: 'silent' }) });
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
      // A refused one is published again, as GitHub would deliver it again.
      while (!(await publishes(bus, makeDelivery(id, { key: `${prefix}-${lane}` })))) await wait(50);
      say(`stored ${id}`);
    }
  };
  await Promise.all([publishOn(0), publishOn(1), publishOn(2)]);
}

function publishes(bus: EventBus, delivery: Delivery): Promise<boolean> {
  return bus.publish(delivery).then(
    () => true,
    () => false,
  );
}

/** Dies, as of lack of memory, while it handles one delivery. */
function handle(bus: EventBus, fatal: string): void {
  bus.consume(
    consumeWith(async ({ id }, { attempt }) => {
      say(`begun ${id} ${attempt}`);
      if (id === fatal) process.kill(process.pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 20));
      say(`handled ${id}`);
      return { kind: 'done' };
    }),
  );
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
    bus.consume({ ...options, concurrency: 20 });
  });
  await enough;
  measure();
  await bus.close();
  say(`largest ${largest}`);
}

const [mode, settings = '', first = '', second = ''] = process.argv.slice(2);
const routeById: RouteDelivery = ({ id }) => ({ key: id, share: id.slice(0, 2) });
const bus = await open(JSON.parse(settings) as BusSettings, mode === 'backlog' ? routeById : routeByBody);
if (bus !== undefined && mode === 'work') {
  await work(bus, first);
}
if (bus !== undefined && mode === 'handle') {
  handle(bus, first);
}
if (bus !== undefined && mode === 'backlog') {
  await buildBacklog(bus, Number(first), Number(second));
}
