import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of processor time since their start, by name: this process, and the processes that it started. */
export type ProcessorTimes = Readonly<Record<string, number>>;

/** Linux counts them in hundredths of a second. */
const msPerTick = 10;

/** Of Linux; elsewhere there are none. `node` is named `app`, the only one that a benchmark starts. */
export function readProcessorTimes(own: string): ProcessorTimes {
  const { user, system } = process.cpuUsage();
  const times: Record<string, number> = { [own]: (user + system) / 1000 };
  for (const pid of listProcesses()) {
    const stat = readStat(pid);
    if (stat?.parent !== process.pid) continue;
    const name = stat.name.startsWith('node') || stat.name === 'MainThread' ? 'app' : stat.name;
    times[name] = (times[name] ?? 0) + stat.ms;
  }
  return times;
}

/** What each has used between the two for each of so many pieces of work. */
export function perPiece(before: ProcessorTimes, after: ProcessorTimes, count: number): ProcessorTimes {
  return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / count]));
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** The name stands in parentheses and may hold any character; the fourth field is the parent, 14 and 15 the times. */
function readStat(pid: string): { name: string; parent: number; ms: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = text.lastIndexOf(')');
    const fields = text.slice(end + 2).split(' ');
    const ms = (Number(fields[11]) + Number(fields[12])) * msPerTick;
    return { name: text.slice(text.indexOf('(') + 1, end), parent: Number(fields[1]), ms };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
