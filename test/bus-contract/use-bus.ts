import { afterEach, beforeEach } from 'vitest';
import type { EventBus } from '../../src/bus/event-bus.ts';
import type { RetrySchedule } from '../../src/bus/retry-schedule.ts';
import type { BusSettings } from '../../src/settings/bus-settings.ts';
import { type Broker, type BusUnderTest, hastySchedule, type OpenBus } from './bus-under-test.ts';

export interface BusInUse {
  /** The one that is open now. */
  bus: () => EventBus;
  reopen: () => Promise<EventBus>;
  /** A further replica beside it. */
  openAnother: () => Promise<EventBus>;
  broker: () => Broker;
  settings: () => BusSettings;
}

/** A fresh bus for each test of a block. */
export function useBus(open: OpenBus, schedule: Partial<RetrySchedule> = {}): BusInUse {
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
    bus: () => expectThere(bus),
    async reopen() {
      bus = await expectThere(current).reopen();
      return bus;
    },
    openAnother: () => expectThere(expectThere(current).openAnother)(),
    broker: () => expectThere(expectThere(current).broker),
    settings: () => expectThere(expectThere(current).settings),
  };
}

function expectThere<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) {
    throw new Error('This test has no such thing.');
  }
  return thing;
}
