import type { Surroundings } from '../../../world/start-surroundings.ts';

/** Which webhooks the app has taken: answered 202, at least once. */
export interface DeliveryNotes {
  /** Looks at what GitHub has sent since. */
  look(): Promise<void>;
  /** Deliveries that were sent and never taken. */
  unacknowledged(): string[];
  attempts(): number;
  acknowledged(): number;
}

export function noteDeliveries({ github }: Pick<Surroundings, 'github'>): DeliveryNotes {
  const taken = new Map<string, boolean>();
  const seen = new Set<string>();

  return {
    async look() {
      for (const { id, guid, statusCode } of await github.deliveries()) {
        if (seen.has(id)) continue;
        seen.add(id);
        taken.set(guid, taken.get(guid) === true || statusCode === 202);
      }
    },
    unacknowledged: () => [...taken].filter(([, isTaken]) => !isTaken).map(([guid]) => guid),
    attempts: () => seen.size,
    acknowledged: () => [...taken.values()].filter(Boolean).length,
  };
}
