import { formatClock, formatTime } from '../../schedule/clocks/format-local.ts';
import type { ClockJudgement } from '../../schedule/clocks/judge-clock-changes.ts';

const maxNamed = 3;

/** One line: how the clocks change, and what of a schedule is left out or doubled. */
export function describeClockChange({ change, skipped, doubled }: ClockJudgement): string {
  const { at, before, after } = change;
  const way = after > before ? 'forward' : 'back';
  const head = `${formatClock(at + before)}: clocks go ${way} to ${formatTime(at + after)}`;
  const said = [
    ...(skipped.length === 0 ? [] : [`does not run at ${nameTimes(skipped)}`]),
    ...(doubled.length === 0 ? [] : [`runs twice at ${nameTimes(doubled)}`]),
  ];
  return `${head}; the schedule ${said.length === 0 ? 'runs as always' : said.join(', ')}`;
}

function nameTimes(times: readonly number[]): string {
  const named = times.slice(0, maxNamed).map(formatTime);
  const more = times.length - named.length;
  return more === 0 ? named.join(', ') : `${named.join(', ')} and ${more} more times`;
}
