import type { Schedule } from '../write/schedule.ts';

/**
 * How often checks of running Workflows are brought up to date. GitHub lets an installation write 500 times an hour; 300 of them
 * may be live updates, however many runs there are: with ten at a time each is updated every two minutes, with one every twelve
 * seconds. Milliseconds.
 */
export const liveTimes = {
  /** Between two live updates of an installation. */
  spacing: 12_000,
  /** Between the last write of a check and a live update of it. */
  afterWrite: 10_000,
  /** Without live updates, after GitHub failed or was limited. */
  rest: 60_000,
};

/** Whose turn it is to be brought up to date: of each installation one run at a time, in the order in which they asked. */
export interface LivePace<Run> {
  /** The run would show something new. It is told by `onDue` once it is its turn. */
  ask(run: Run, of: { installationId: number; earliest: number }): void;
  /** The run has nothing to show any more. */
  leave(run: Run, installationId: number): void;
  /** The run whose turn it was had nothing to write: the next need not wait. */
  giveBack(installationId: number): void;
  /** No live updates for so long, and for a minute at the least. */
  rest(installationId: number, forMs: number): void;
  stop(): void;
}

export interface LivePaceParts<Run> {
  now: () => number;
  schedule: Schedule;
  /** Until when GitHub wants no writes of the installation. */
  pausedUntil: (installationId: number) => number;
  onDue: (run: Run) => void;
}

interface Line<Run> {
  /** With the time from which on it may have its turn. */
  waiting: Map<Run, number>;
  lastTurn: number;
  restsUntil: number;
  cancelTimer: (() => void) | undefined;
}

export function createLivePace<Run>(parts: LivePaceParts<Run>): LivePace<Run> {
  const lines = new Map<number, Line<Run>>();
  let stopped = false;

  function lineOf(installationId: number): Line<Run> {
    const known = lines.get(installationId);
    if (known !== undefined) return known;
    const line: Line<Run> = { waiting: new Map(), lastTurn: 0, restsUntil: 0, cancelTimer: undefined };
    lines.set(installationId, line);
    return line;
  }

  function arrange(installationId: number): void {
    const line = lineOf(installationId);
    line.cancelTimer?.();
    line.cancelTimer = undefined;
    if (line.waiting.size === 0 || stopped) return;
    const earliest = Math.min(...line.waiting.values());
    const free = Math.max(line.lastTurn + liveTimes.spacing, line.restsUntil, parts.pausedUntil(installationId));
    line.cancelTimer = parts.schedule(Math.max(0, Math.max(earliest, free) - parts.now()), () => {
      line.cancelTimer = undefined;
      takeTurn(installationId, line);
    });
  }

  function takeTurn(installationId: number, line: Line<Run>): void {
    const now = parts.now();
    const isFree = Math.max(line.restsUntil, parts.pausedUntil(installationId)) <= now;
    const next = isFree ? [...line.waiting].find(([, earliest]) => earliest <= now) : undefined;
    if (next !== undefined) {
      line.waiting.delete(next[0]);
      line.lastTurn = now;
      parts.onDue(next[0]);
    }
    arrange(installationId);
  }

  return {
    ask(run, { installationId, earliest }) {
      const line = lineOf(installationId);
      if (line.waiting.has(run)) return;
      line.waiting.set(run, earliest);
      arrange(installationId);
    },
    leave(run, installationId) {
      if (lines.get(installationId)?.waiting.delete(run)) arrange(installationId);
    },
    giveBack(installationId) {
      lineOf(installationId).lastTurn = 0;
      arrange(installationId);
    },
    rest(installationId, forMs) {
      const line = lineOf(installationId);
      line.restsUntil = Math.max(line.restsUntil, parts.now() + Math.max(forMs, liveTimes.rest));
      arrange(installationId);
    },
    stop() {
      stopped = true;
      for (const line of lines.values()) line.cancelTimer?.();
    },
  };
}
