import { styleText } from 'node:util';
import { isRecord } from '../json/is-record.ts';
import { parseJson } from '../json/parse-json.ts';

const colours = {
  trace: 'gray',
  debug: 'gray',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'magenta',
} as const;

const leading = new Set(['time', 'level', 'msg', 'err', 'name']);

/** One JSON line of the log as a line for people: time, level, sentence, then the other fields. */
export function formatForTerminal(line: string): string {
  const entry = parseJson(line);
  if (!isRecord(entry)) return line;
  const time = String(entry.time ?? '').slice(11, 19);
  const level = String(entry.level ?? 'info');
  const fields = Object.entries(entry).filter(([name]) => !leading.has(name));
  const rest = fields.map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const error = isRecord(entry.err) ? `\n${String(entry.err.stack ?? entry.err.message ?? '')}` : '';
  const colour = isColoured(level) ? colours[level] : 'green';
  const head = `${time} ${styleText(colour, level.padEnd(5), { validateStream: false })} ${String(entry.msg ?? '')}`;
  return `${head}${styleText('gray', rest.join(''), { validateStream: false })}${error}\n`;
}

function isColoured(level: string): level is keyof typeof colours {
  return level in colours;
}
