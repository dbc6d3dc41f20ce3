import { evaluateEventSourceFilter } from '../../expression/binding-expression/evaluate-event-source-filter.ts';
import { makeSprig } from '../../expression/binding-expression/sprig/make-sprig.ts';
import { makeWorkAllowance, type WorkAllowance } from '../../expression/work/work-allowance.ts';

/** What an entry of an EventSource says about all its events. */
export interface EntryRules {
  /** expr-lang over the event's data; undefined lets all through. */
  filter?: string;
  /** JSON of the data's member `metadata`. */
  metadata?: string;
}

/** The data as Sensors see it; or the filter said no, or cannot be evaluated, which is no as well. */
export type FinishedData = { kind: 'data'; data: string } | { kind: 'filtered'; reason?: string };

/**
 * Argo Events 1.9: `metadata` is a member of the data, and the filter sees it; it may call sprig's functions as `sprig.…`. Data is a
 * JSON object's text. What is random is not there: the same event passes or not whenever it comes. Filters that read the same event share
 * its `work`.
 */
export function finishData(
  data: string,
  { filter, metadata }: EntryRules,
  { now = new Date(), work = makeWorkAllowance(data.length) }: { now?: Date; work?: WorkAllowance } = {},
): FinishedData {
  const whole = withMetadata(data, metadata);
  if (filter === undefined) return { kind: 'data', data: whole };
  const functions = filter.includes('sprig') ? { sprig: makeSprig({ now }) } : {};
  const judged = evaluateEventSourceFilter(filter, whole, { functions, now, work });
  if (!judged.ok) return { kind: 'filtered', reason: judged.message.slice(0, 500) };
  return judged.value ? { kind: 'data', data: whole } : { kind: 'filtered' };
}

function withMetadata(data: string, metadata: string | undefined): string {
  if (metadata === undefined) return data;
  const open = data.slice(0, data.lastIndexOf('}'));
  const separator = open.trimEnd().endsWith('{') ? '' : ',';
  return `${open}${separator}"metadata":${metadata}}`;
}
