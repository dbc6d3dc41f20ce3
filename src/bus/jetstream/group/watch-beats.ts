import type { GroupRecord } from './group-record.ts';

export interface BeatWatch {
  /** Takes note of what the record says now, and tells who has been silent for longer than a lease. */
  look(members: GroupRecord['members'], at: number): Set<string>;
}

interface Heard {
  beat: number;
  silentMs: number;
}

/**
 * Tells which members of the group are dead. Clocks of other machines are not believed: a member is dead when its beat stood still
 * for `leaseMs` of this process's own monotonic time. Between two looks that lie far apart (the broker was away, for them as well)
 * only a part of the time counts, so that they get the chance to beat first.
 */
export function watchBeats(leaseMs: number, countedGapMs: number): BeatWatch {
  let heard = new Map<string, Heard>();
  let lastLookAt: number | undefined;
  return {
    look(members, at) {
      const passedMs = Math.min(at - (lastLookAt ?? at), countedGapMs);
      lastLookAt = at;
      heard = new Map(
        Object.entries(members).map(([id, { beat }]) => {
          const before = heard.get(id);
          const isSilent = before?.beat === beat;
          return [id, { beat, silentMs: isSilent ? before.silentMs + passedMs : 0 }];
        }),
      );
      return new Set([...heard].flatMap(([id, { silentMs }]) => (silentMs > leaseMs ? [id] : [])));
    },
  };
}
