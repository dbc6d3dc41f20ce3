import { afterEach, beforeEach } from 'vitest';
import type { EventBus } from '../../src/bus/event-bus.ts';
import type { RetrySchedule } from '../../src/bus/retry-schedule.ts';
import { type BusUnderTest, hastySchedule, type OpenBus } from './bus-under-test.ts';

/** A fresh bus for each test of a block; `bus()` is the one that is open now. */
export function useBus(
  open: OpenBus,
  schedule: Partial<RetrySchedule> = {},
): { bus: () => EventBus; reopen: () => Promise<EventBus> } {
  let current: BusUnderTest | undefined;
  let bus: EventBus | undefined;
  beforeEach(async () => {
    current = await open({ retrySchedule: { ...hastySchedule, ...schedule } });
    bus = current.bus;
  });
  afterEach(async () => {
    await current?.dispose();
    current = undefined;
    bus = undefined;
  });
  return {
    bus: () => expectOpen(bus),
    async reopen() {
      bus = await expectOpen(current).reopen();
      return bus;
    },
  };
}

function expectOpen<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) {
    throw new Error('No bus is open.');
  }
  return thing;
}
