import { judgeClockChanges } from '../../schedule/clocks/judge-clock-changes.ts';
import { nextTimes } from '../../time/cron/next-time.ts';
import { readSchedule } from '../../time/cron/read-schedule.ts';
import { type Command, exitCodes } from '../command.ts';
import { describeClockChange } from './describe-clock-change.ts';
import { describeTimes } from './describe-times.ts';

const maxCount = 1_000;
const year = 365 * 86_400;

/** Prints when a schedule is due, and what changes of clocks do to it. */
export const schedule: Command = {
  name: 'schedule',
  summary: 'print the next times of a cron schedule, and what happens when clocks change',
  usage: [
    '"CRON" [--timezone ZONE] [--count N]',
    '',
    'Reads a schedule as Argo Workflows does (five fields, @daily, @every 1h30m) and prints when it is due, offline.',
    '',
    '  --timezone ZONE  an IANA name such as Europe/Berlin (default: UTC)',
    `  --count N        how many times, at most ${maxCount} (default: 5)`,
    '',
    'Exit code 0: printed. 1: no such schedule or zone, or one that is never due. 2: not understood.',
  ].join('\n'),
  options: { timezone: { type: 'string' }, count: { type: 'string' } },
  async run({ positionals, options }, terminal) {
    const [text, ...more] = positionals;
    if (text === undefined || more.length > 0) {
      terminal.complain('One schedule is needed, between quotes: argo-events-app schedule "0 9 * * 1-5"\n');
      return exitCodes.misused;
    }
    const count = Number(options.count ?? 5);
    if (!Number.isInteger(count) || count < 1 || count > maxCount) {
      terminal.complain(`--count takes a whole number from 1 to ${maxCount}.\n`);
      return exitCodes.misused;
    }
    const reading = readSchedule(text, typeof options.timezone === 'string' ? options.timezone : '');
    if (!reading.ok) {
      terminal.complain(`${text}: ${reading.message}\n`);
      return exitCodes.failed;
    }
    const now = terminal.now();
    const times = nextTimes(reading.schedule, now, count);
    if (times.length === 0) {
      terminal.complain(`${text} is never due: no such time comes in the next five years.\n`);
      return exitCodes.failed;
    }
    const zone = reading.schedule.kind === 'cron' ? reading.schedule.timezone : (options.timezone ?? '');
    terminal.write(describeTimes(times, String(zone)));
    const from = Math.floor(now / 1000);
    const judgements = judgeClockChanges(reading.schedule, from, from + year);
    const lines = judgements.map(describeClockChange);
    if (reading.schedule.kind === 'every') lines.push('Its times are counted from the last one: no clock matters.');
    else if (lines.length === 0) lines.push('No clock changes in the next year.');
    terminal.write(`\n${lines.join('\n')}\n`);
    return exitCodes.fine;
  },
};
