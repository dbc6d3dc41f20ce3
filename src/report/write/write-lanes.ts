import type { Schedule } from './schedule.ts';

/**
 * One lane an installation: writes of one installation go one after another, as GitHub wants them, and never wait for another
 * installation's. Within a lane what is urgent goes first.
 */
export interface WriteLanes {
  /**
   * Waits for the installation's turn, then runs `write`. `isUrgent` is asked whenever a turn is given, so that what waits can
   * become urgent. Resolves to undefined, without having run, when the lanes are stopped.
   */
  take<Value>(turn: Turn, write: () => Promise<Value>): Promise<Value | undefined>;
  /** Until when that installation gets no turns, milliseconds since 1970; 0 where it does. */
  pausedUntil(installationId: number): number;
  /** Gives no turns to that installation for so long (GitHub's answer to too many requests). */
  pause(installationId: number, forMs: number): void;
  stop(): void;
}

export interface Turn {
  installationId: number;
  isUrgent: () => boolean;
  /** Called when something urgent waits for this turn to end. */
  hurry?: () => void;
}

interface Waiting {
  hurry: (() => void) | undefined;
  isUrgent: () => boolean;
  start: () => Promise<void>;
  drop: () => void;
}

interface Lane {
  waiting: Waiting[];
  /** Whose turn it is. */
  current: Waiting | undefined;
  busy: boolean;
  pausedUntil: number;
  cancelTimer: (() => void) | undefined;
}

/** A lane that GitHub asks to wait longer than this is tried again all the same. */
const longestPauseMs = 60 * 60 * 1000;

export function createWriteLanes(parts: { now: () => number; schedule: Schedule }): WriteLanes {
  const lanes = new Map<number, Lane>();
  let stopped = false;

  function laneOf(installationId: number): Lane {
    const found = lanes.get(installationId);
    if (found !== undefined) return found;
    const lane: Lane = { waiting: [], current: undefined, busy: false, pausedUntil: 0, cancelTimer: undefined };
    lanes.set(installationId, lane);
    return lane;
  }

  function advance(installationId: number): void {
    const lane = laneOf(installationId);
    if (lane.busy || stopped) return;
    const pauseMs = lane.pausedUntil - parts.now();
    if (pauseMs > 0) {
      lane.cancelTimer ??= parts.schedule(pauseMs, () => {
        lane.cancelTimer = undefined;
        advance(installationId);
      });
      return;
    }
    const next = takeNext(lane);
    if (next === undefined) {
      lanes.delete(installationId);
      return;
    }
    lane.busy = true;
    lane.current = next;
    void next.start().finally(() => {
      lane.busy = false;
      lane.current = undefined;
      advance(installationId);
    });
  }

  return {
    take<Value>({ installationId, isUrgent, hurry }: Turn, write: () => Promise<Value>) {
      if (stopped) return Promise.resolve(undefined);
      return new Promise<Value | undefined>((resolve, reject) => {
        const start = () => write().then(resolve, reject);
        const lane = laneOf(installationId);
        lane.waiting.push({ isUrgent, hurry, start, drop: () => resolve(undefined) });
        if (isUrgent()) lane.current?.hurry?.();
        advance(installationId);
      });
    },
    pausedUntil: (installationId) => lanes.get(installationId)?.pausedUntil ?? 0,
    pause(installationId, forMs) {
      const lane = laneOf(installationId);
      lane.pausedUntil = Math.max(lane.pausedUntil, parts.now() + Math.min(forMs, longestPauseMs));
    },
    stop() {
      stopped = true;
      for (const lane of lanes.values()) {
        lane.cancelTimer?.();
        for (const each of lane.waiting.splice(0)) each.drop();
      }
    },
  };
}

function takeNext(lane: Lane): Waiting | undefined {
  const urgent = lane.waiting.findIndex((each) => each.isUrgent());
  return lane.waiting.splice(Math.max(urgent, 0), 1)[0];
}
