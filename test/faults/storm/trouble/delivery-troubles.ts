import { setTimeout as wait } from 'node:timers/promises';
import type { Troubles } from './trouble.ts';

const forMs = 500;

/** What happens to webhooks on their way. */
export const deliveryTroubles: Troubles = {
  async 'webhooks come twice'({ surroundings: { github } }) {
    await github.setDeliveryCopies({ copies: 2 });
    await wait(forMs);
    await github.setDeliveryCopies({ copies: 1 });
  },
  async 'webhooks come late, in reverse'({ surroundings: { github } }) {
    await github.holdDeliveries({ events: [] });
    await wait(forMs);
    await github.releaseDeliveries({ order: 'reversed' });
  },
  async 'webhooks come late, shuffled, some twice'({ surroundings: { github } }, random) {
    await github.holdDeliveries({ events: [] });
    await wait(forMs);
    const guids = (await github.heldDeliveries()).map(({ guid }) => guid);
    await github.releaseDeliveries({ guids: random.shuffle([...guids, ...guids.filter(() => random.chance(0.3))]) });
  },
  async 'somebody redelivers old webhooks'({ surroundings: { github } }, random) {
    const recent = (await github.deliveries()).slice(-100);
    if (recent.length === 0) return;
    for (let count = 0; count < 3; count += 1) await github.redeliver({ guid: random.pick(recent).guid });
  },
};
