import type { CleanLog } from './clean-log.ts';

const maxShownLine = 500;
/** What Actions' commands say to their runner and nobody else. */
const silent =
  /^\s{0,20}::(?:add-mask|debug|endgroup|stop-commands|set-output|save-state|add-matcher|remove-matcher|echo)\b[^:]{0,200}::/;
const spoken = /^\s{0,20}::(error|warning|notice|group)\b[^:\n]{0,2000}::(.*)$/;

/** The last lines of a log that take at most so many bytes; workflow commands as the sentences they are. */
export function presentLog(log: CleanLog, limits: { maxLines: number; maxBytes: number }): CleanLog {
  const shown: string[] = [];
  let left = limits.maxBytes;
  let at = log.lines.length - 1;
  for (; at >= 0 && shown.length < limits.maxLines; at -= 1) {
    const line = presentLine(log.lines[at] ?? '');
    if (line === undefined) continue;
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    shown.unshift(line);
  }
  return { lines: shown, isCut: log.isCut || at >= 0 };
}

function presentLine(line: string): string | undefined {
  if (silent.test(line)) return undefined;
  const [, command, said = ''] = spoken.exec(line) ?? [];
  if (command === undefined) return cutLine(line);
  return cutLine(command === 'group' ? `▸ ${said}` : `${command}: ${said}`);
}

function cutLine(line: string): string {
  return line.length > maxShownLine ? `${line.slice(0, maxShownLine).toWellFormed()}…` : line;
}
