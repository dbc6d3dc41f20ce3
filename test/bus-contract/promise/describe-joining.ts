import { describe, expect, it } from 'vitest';
import type { Delivery, EventBus, HandlingContext, Outcome } from '../../../src/bus/event-bus.ts';
import { forgetFiring, joinEvents } from '../../../src/flow/join/join-events.ts';
import { readConditions } from '../../../src/sensor/conditions/read-conditions.ts';
import type { Decision } from '../../../src/sensor/decision.ts';
import type { Arrival } from '../../../src/sensor/join/arrival.ts';
import { consumeWith, eventually, makeDelivery, type OpenBus } from '../bus-under-test.ts';
import { useBus } from '../use-bus.ts';

const patient = 60_000;
const owner = 'o';
const [sensor, trigger] = ['both', 'deploy'];
const template = { name: trigger, conditions: 'build && approval', conditionsReset: [] };
const dependencies = ['build', 'approval'].map((name) => ({ name, eventSourceName: 'github', eventName: name }));

/** Where a process ends while it handles the event that fires. */
const steps = [
  'before anything',
  'after the state was written',
  'after the run was made',
  'after the firing was forgotten',
];
type Step = (typeof steps)[number];

/** A delivery brings to the trigger what its id begins with: `build-1` is the dependency `build`. */
function arrive({ id, receivedAt }: Delivery): Arrival {
  const read = readConditions({ template }, { dependencies });
  if (!read.ok) throw new Error(read.message);
  const event = {
    context: {
      ...{ id, source: 'github', specversion: '1.0' as const, type: 'github', subject: id },
      ...{ datacontenttype: 'application/json', time: new Date(receivedAt).toISOString() },
    },
    data: JSON.stringify({ id }),
  };
  return {
    trigger: { template },
    conditions: read.conditions,
    versions: { build: '1', approval: '1' },
    matched: [{ dependency: id.slice(0, id.indexOf('-')), event }],
  };
}

/** What Sensors with several dependencies remember, over the end of a process in the middle of an event. */
export function describeJoining(open: OpenBus): void {
  describe('what joined Sensors remember', { timeout: 2 * patient }, () => {
    const { bus, reopen } = useBus(open);

    /** Handles as the app does; ends at `dyingAt` for good, as a killed process does, the first time that something fires. */
    function consume(on: EventBus, runs: string[], dyingAt?: Step): { reached: Promise<void> } {
      const reached = Promise.withResolvers<void>();
      async function dieAt(step: Step, { signal }: HandlingContext): Promise<void> {
        if (step !== dyingAt || !firing) return;
        reached.resolve();
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        throw new Error('This process has ended.');
      }
      let firing = false;
      async function handle(delivery: Delivery, context: HandlingContext): Promise<Outcome> {
        firing = delivery.id === 'approval-1';
        const arrivals = [arrive(delivery)];
        const event = { owner, deliveryId: delivery.id };
        await dieAt('before anything', context);
        const decision: Decision = {
          ...{ sensor, firings: [], arrivals, problems: [] },
          trace: { dependencies: [], triggers: [] },
        };
        const { firings } = await joinEvents(decision, event, on.records);
        await dieAt('after the state was written', context);
        for (const { events } of firings) {
          const from = Object.values(events).map(({ data }) => String((JSON.parse(data) as { id: string }).id));
          runs.push(from.toSorted().join(' + '));
        }
        await dieAt('after the run was made', context);
        await forgetFiring({ sensor, trigger }, event, on.records);
        await dieAt('after the firing was forgotten', context);
        return { kind: 'done' };
      }
      on.consume(consumeWith(handle, { concurrency: 1 }));
      return { reached: reached.promise };
    }

    it.each(steps)('makes the same run and no other when its process ends %s', async (step) => {
      const runs: string[] = [];
      const { reached } = consume(bus(), runs, step);
      for (const id of ['build-1', 'approval-1', 'approval-2', 'build-2']) {
        await bus().publish(makeDelivery(id, { key: 'k' }));
      }
      await reached;
      const again = await reopen();
      consume(again, runs);
      const made = () => [...new Set(runs)];
      await eventually(made, patient).toEqual(['approval-1 + build-1', 'approval-2 + build-2']);
      await eventually(() => again.count(), patient).toMatchObject({ waiting: 0 });
      // A run that was made and not noted is made again under the same name, which the cluster knows already.
      expect(made()).toHaveLength(2);
    });
  });
}
