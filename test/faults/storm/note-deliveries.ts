import { z } from 'zod';
import type { Surroundings } from '../../integration/start-surroundings.ts';

/** Which pushes the app has taken: answered 202, at least once. */
export interface DeliveryNotes {
  /** Looks at what GitHub has sent since. */
  look(): Promise<void>;
  isAcknowledged(sha: string): boolean;
  /** Deliveries of pushes that were sent and never answered 202. */
  unacknowledged(): string[];
  attempts(): number;
  acknowledged(): number;
}

const pushShape = z.object({ after: z.string() });

export function noteDeliveries({ github }: Surroundings): DeliveryNotes {
  const taken = new Map<string, boolean>();
  const shas = new Map<string, string>();
  const seen = new Set<string>();

  return {
    async look() {
      for (const { id, guid, statusCode, body } of await github.deliveries({ event: 'push' })) {
        if (seen.has(id)) continue;
        seen.add(id);
        taken.set(guid, taken.get(guid) === true || statusCode === 202);
        shas.set(pushShape.parse(JSON.parse(body)).after, guid);
      }
    },
    isAcknowledged: (sha) => taken.get(shas.get(sha) ?? '') ?? false,
    unacknowledged: () => [...taken].filter(([, isTaken]) => !isTaken).map(([guid]) => guid),
    attempts: () => seen.size,
    acknowledged: () => [...taken.values()].filter(Boolean).length,
  };
}
