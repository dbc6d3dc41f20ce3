import { describe } from 'vitest';
import type { BusTraits, OpenBus } from './bus-under-test.ts';
import { describeBroker } from './describe-broker.ts';
import { describeConsuming } from './describe-consuming.ts';
import { describeFailing } from './describe-failing.ts';
import { describeJoining } from './describe-joining.ts';
import { describeKilling } from './describe-killing.ts';
import { describeNeighbours } from './describe-neighbours.ts';
import { describePublishing } from './describe-publishing.ts';
import { describeRecords } from './describe-records.ts';
import { describeReplicas } from './describe-replicas.ts';
import { describeStopping } from './describe-stopping.ts';

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
