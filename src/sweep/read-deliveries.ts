import type { Records } from '../bus/event-bus.ts';
import type { DeliveryAttempt, GithubDeliveries } from '../github/deliveries/deliveries.ts';
import type { GithubFailure } from '../github/github.ts';
import { type Gap, readProgress, saveProgress } from './sweep-progress.ts';

export interface ReadingTools {
  github: Pick<GithubDeliveries, 'listDeliveries'>;
  records: Records;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface ReadingLimits {
  /** Pages that are asked for at most. */
  maxPages: number;
  /** What is older is of no use to anybody. */
  reachMs: number;
  /** An attempt comes into the list when it is over, and may have begun so long before. */
  overlapMs: number;
}

/** Gets the attempts of a page, newest first. */
export type TellAttempts = (attempts: DeliveryAttempt[]) => Promise<void>;

/** More gaps than these are not told apart. */
const maxGaps = 10;

/**
 * Reads what is new in GitHub's list of deliveries, page by page, and tells every attempt. What there are no pages for is read the
 * next times, the oldest of it first; new attempts have half of the pages. How far it came is noted only after it was told, so a
 * crash in between tells it once more.
 */
export async function readDeliveries(
  tools: ReadingTools,
  { maxPages, reachMs, overlapMs }: ReadingLimits,
  tell: TellAttempts,
): Promise<GithubFailure | undefined> {
  const { records } = tools;
  const horizon = tools.now() - reachMs;
  const before = await readProgress(records);
  const downTo = before === undefined ? horizon : before.lookedTo - overlapMs;
  const recent = await readStretch({ downTo }, { tools, horizon, tell, maxPages: Math.ceil(maxPages / 2) });
  if (!recent.ok) return recent.failure;

  const lookedTo = Math.max(recent.newest ?? 0, before?.lookedTo ?? 0);
  let known = { lookedTo, gaps: addGap(before?.gaps ?? [], recent.rest) };
  await saveProgress(records, before, known);
  let pages = maxPages - recent.pages;
  for (let [gap, ...others] = known.gaps; gap !== undefined && pages > 0; [gap, ...others] = known.gaps) {
    const older = await readStretch(gap, { tools, horizon, tell, maxPages: pages });
    if (!older.ok && older.failure.kind === 'later') return older.failure;
    // A cursor that GitHub does not know any more would be in the way for ever.
    const next = { lookedTo, gaps: older.ok && older.rest !== undefined ? [older.rest, ...others] : others };
    await saveProgress(records, known, next);
    if (!older.ok) return older.failure;
    known = next;
    pages -= older.pages;
  }
  return undefined;
}

/** A new gap lies above all others; the two highest become one where there are too many. */
function addGap(gaps: readonly Gap[], gap: Gap | undefined): Gap[] {
  if (gap === undefined) return [...gaps];
  const highest = gaps.at(-1);
  if (highest === undefined || gaps.length < maxGaps) return [...gaps, gap];
  return [...gaps.slice(0, -1), { cursor: gap.cursor, downTo: Math.min(highest.downTo, gap.downTo) }];
}

interface StretchParts {
  tools: ReadingTools;
  /** Nothing is told, or looked for, that is older. */
  horizon: number;
  tell: TellAttempts;
  maxPages: number;
}

type StretchRead =
  /** `rest`: what there were no pages for. */
  { ok: true; pages: number; newest?: number; rest?: Gap } | { ok: false; failure: GithubFailure };

/** Reads from a cursor (without one from the top) down to a time. */
async function readStretch(
  { cursor, downTo }: { cursor?: string; downTo: number },
  { tools, horizon, tell, maxPages }: StretchParts,
): Promise<StretchRead> {
  let next = cursor;
  let newest: number | undefined;
  for (let pages = 1; pages <= maxPages; pages += 1) {
    const page = await tools.github.listDeliveries(next);
    if (!page.ok) return page;
    const { attempts } = page.value;
    await tell(attempts.filter(({ deliveredAt }) => deliveredAt >= horizon));
    newest ??= attempts[0]?.deliveredAt;
    next = page.value.next;
    const oldest = attempts.at(-1)?.deliveredAt ?? Number.NEGATIVE_INFINITY;
    if (next === undefined || oldest < Math.max(downTo, horizon)) {
      return { ok: true, pages, ...(newest === undefined ? {} : { newest }) };
    }
  }
  return {
    ok: true,
    pages: maxPages,
    ...(newest === undefined ? {} : { newest }),
    ...(next === undefined ? {} : { rest: { cursor: next, downTo } }),
  };
}
