import type { JoinState } from '../../sensor/join/join-state.ts';
import { lastReset } from '../../sensor/join/last-reset.ts';
import { readJoin } from '../join/join-events.ts';
import type { CheckTools } from '../verdict/check-request.ts';
import { type CheckOutput, endWaitingCheck } from './end-waiting-check.ts';
import { listWaitingChecks, type WaitingNote } from './waiting-notes.ts';

/** GitHub calls a check stale that is not completed after 14 days. */
const longestMs = 13 * 24 * 60 * 60 * 1000;

type End = { conclusion: 'neutral' | 'cancelled' } & CheckOutput;

/**
 * Ends the checks of events that their trigger does not keep any more: a reset has no event of its own, a newer event takes the place
 * of an older one, and two that come at the same time may miss each other's check. Doing it again changes nothing.
 */
export async function sweepWaitingChecks(tools: CheckTools): Promise<void> {
  for (const { place, note } of await listWaitingChecks(tools.records)) {
    const state = await readJoin(place, tools.records);
    const end = judge(note, { state, delivery: place.delivery, now: tools.now() });
    if (end === undefined) continue;
    const { conclusion, ...output } = end;
    await endWaitingCheck(place, conclusion, output, tools);
  }
}

/** Cancelled and not neutral where nothing came of it: neutral satisfies a required check. */
function judge(
  { at, resets }: WaitingNote,
  { state, delivery, now }: { state: JoinState; delivery: string; now: number },
): End | undefined {
  const isKept = Object.values(state.kept).some(({ event }) => event.context.id === delivery);
  if (!isKept) return hasFired(state, delivery) ? fired : replaced;
  if ((lastReset(resets, now) ?? 0) > at) return reset;
  return now - at > longestMs ? tooLong : undefined;
}

function hasFired({ firings }: JoinState, delivery: string): boolean {
  return firings.some(({ events }) => Object.values(events).some(({ context }) => context.id === delivery));
}

const fired: End = {
  conclusion: 'neutral',
  title: 'The other events have come',
  summary: 'What they started together is reported on the commit of the last of them.',
};
const replaced: End = {
  conclusion: 'cancelled',
  title: 'Replaced by a newer event',
  summary:
    'Of each dependency the trigger keeps the newest event. What it waits for is said on the commit of that one.',
};
const reset: End = {
  conclusion: 'cancelled',
  title: 'Reset before the other events came',
  summary: 'The trigger’s `conditionsReset` has made it forget this event. It waits for all of its events again.',
};
const tooLong: End = {
  conclusion: 'cancelled',
  title: 'The other events have not come',
  summary: 'After 13 days this check waits no more. The trigger still keeps the event, and fires when the others come.',
};
