import { describe } from 'vitest';
import type { BusTraits, OpenBus } from './bus-under-test.ts';
import { describeBroker } from './describe-broker.ts';
import { describeConsuming } from './promise/describe-consuming.ts';
import { describeFailing } from './promise/describe-failing.ts';
import { describeJoining } from './promise/describe-joining.ts';
import { describeKilling } from './promise/describe-killing.ts';
import { describeNeighbours } from './promise/describe-neighbours.ts';
import { describePublishing } from './promise/describe-publishing.ts';
import { describeRecords } from './promise/describe-records.ts';
import { describeReplicas } from './promise/describe-replicas.ts';
import { describeStopping } from './promise/describe-stopping.ts';

/** What every event bus has to pass, whatever it is made of. */
export function describeBus(name: string, open: OpenBus, traits: BusTraits): void {
  describe(`${name} as an event bus`, () => {
    describePublishing(open);
    describeConsuming(open);
    describeFailing(open);
    describeNeighbours(open);
    describeStopping(open);
    describeRecords(open);
    describeJoining(open);
    if (traits.severalProcesses) {
      describeReplicas(open, traits);
    }
    if (traits.replacedWithinMs !== undefined) {
      describeKilling(open, traits.replacedWithinMs);
    }
    if (traits.hasBroker) {
      describeBroker(open);
    }
  });
}
