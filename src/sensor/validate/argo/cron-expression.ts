const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const weekdays = 'sun mon tue wed thu fri sat'.split(' ');

interface Field {
  low: number;
  high: number;
  /** Names for the numbers from `low` on. */
  names?: string[];
}

const fields: readonly Field[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: months },
  { low: 0, high: 6, names: weekdays },
];

/**
 * True for the cron expressions of `conditionsReset`: exactly five fields of lists, ranges, steps and names, `?` like `*`; no
 * seconds and no `@daily`. A time zone may stand before it (`TZ=UTC`).
 */
export function isCronExpression(expression: string, isTimeZone: (name: string) => boolean): boolean {
  const zoned = /^(?:CRON_)?TZ=(\S*) +(.*)$/s.exec(expression);
  if (/^(?:CRON_)?TZ=/.test(expression) && (zoned === null || !isTimeZone(zoned[1] ?? ''))) return false;
  const parts = (zoned?.[2] ?? expression).trim().split(/\s+/);
  if (parts.length !== fields.length) return false;
  return fields.every((field, index) =>
    (parts[index] ?? '')
      .split(',')
      .filter(Boolean)
      .every((range) => isRange(range, field)),
  );
}

function isRange(range: string, field: Field): boolean {
  const [span = '', step, ...more] = range.split('/');
  if (more.length > 0 || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false;
  const [from = '', to, ...others] = span.split('-');
  // Upstream does not look at what follows a star.
  if (from === '*' || from === '?') return true;
  if (others.length > 0) return false;
  const start = numberOf(from, field);
  const end = to === undefined ? start : numberOf(to, field);
  if (start === undefined || end === undefined) return false;
  return start >= field.low && end <= field.high && start <= end;
}

function numberOf(text: string, { low, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named !== -1) return low + named;
  return /^\+?\d+$/.test(text) ? Number(text) : undefined;
}
