import { CronExpressionParser } from 'cron-parser';
import { quoteText } from '../../expression/scalar/quote-text.ts';

export type FieldName = keyof typeof fields;

export type FieldReading =
  | {
      ok: true;
      values: Set<number>;
      /** It holds a star (or `?`) without a step. */
      isOpen: boolean;
    }
  | { ok: false; message: string };

interface Field {
  low: number;
  high: number;
  /** Names for the numbers from `low` on. */
  names: readonly string[];
  /** Where the field stands in an expression. */
  place: number;
}

const fields = {
  minute: { low: 0, high: 59, names: [], place: 0 },
  hour: { low: 0, high: 23, names: [], place: 1 },
  dayOfMonth: { low: 1, high: 31, names: [], place: 2 },
  month: { low: 1, high: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '), place: 3 },
  dayOfWeek: { low: 0, high: 6, names: 'sun mon tue wed thu fri sat'.split(' '), place: 4 },
} as const satisfies Record<string, Field>;

/**
 * One field of a cron expression in robfig/cron 3's language and, where it is wrong, in its words. cron-parser's own language is
 * wider (`L`, `W`, `#`, `H`, 7 for Sunday, names anywhere) and narrower (`1,,2`, `+5`, `*-5`, an empty list): each range is checked
 * and written out here, and expanded there.
 */
export function readField(text: string, name: FieldName): FieldReading {
  const field: Field = fields[name];
  const values = new Set<number>();
  let isOpen = false;
  for (const range of text.split(',').filter(Boolean)) {
    const span = readRange(range, field);
    if (!span.ok) return span;
    for (const value of expand(span, name)) values.add(value);
    isOpen ||= span.isOpen;
  }
  return { ok: true, values, isOpen };
}

function expand({ start, end, step }: Span, name: FieldName): number[] {
  const places = ['*', '*', '*', '*', '*'];
  places[fields[name].place] = `${start}-${end}/${step}`;
  return CronExpressionParser.parse(places.join(' ')).fields[name].values.map(Number);
}

interface Span {
  ok: true;
  start: number;
  end: number;
  step: number;
  isOpen: boolean;
}

interface Refusal {
  ok: false;
  message: string;
}

const refuse = (message: string): Refusal => ({ ok: false, message });

function readRange(range: string, field: Field): Span | Refusal {
  const [span = '', stepText, ...more] = range.split('/');
  const bounds = readBounds(span, { range, field });
  if (!bounds.ok) return bounds;
  if (more.length > 0) return refuse(`too many slashes: ${range}`);
  const step = stepText === undefined ? { ok: true as const, value: 1 } : readInteger(stepText);
  if (!step.ok) return step;
  // `5/10` means from 5 to the end.
  const end = stepText !== undefined && bounds.isSingle ? field.high : bounds.end;
  const refusal = checkBounds(range, field, { start: bounds.start, end });
  if (refusal !== undefined) return refusal;
  if (step.value === 0) return refuse(`step of range should be a positive number: ${range}`);
  return { ok: true, start: bounds.start, end, step: step.value, isOpen: bounds.isStar && step.value === 1 };
}

interface Bounds {
  ok: true;
  start: number;
  end: number;
  isStar: boolean;
  isSingle: boolean;
}

function readBounds(span: string, { range, field }: { range: string; field: Field }): Bounds | Refusal {
  const [from = '', to, ...others] = span.split('-');
  // Upstream does not look at what follows a star.
  if (from === '*' || from === '?') {
    return { ok: true, start: field.low, end: field.high, isStar: true, isSingle: to === undefined };
  }
  const start = readNumber(from, field);
  if (!start.ok) return start;
  if (others.length > 0) return refuse(`too many hyphens: ${range}`);
  const end = to === undefined ? start : readNumber(to, field);
  if (!end.ok) return end;
  return { ok: true, start: start.value, end: end.value, isStar: false, isSingle: to === undefined };
}

function checkBounds(
  range: string,
  { low, high }: Field,
  { start, end }: { start: number; end: number },
): Refusal | undefined {
  if (start < low) return refuse(`beginning of range (${start}) below minimum (${low}): ${range}`);
  if (end > high) return refuse(`end of range (${end}) above maximum (${high}): ${range}`);
  if (start > end) return refuse(`beginning of range (${start}) beyond end of range (${end}): ${range}`);
  return undefined;
}

type NumberReading = { ok: true; value: number } | Refusal;

function readNumber(text: string, { low, names }: Field): NumberReading {
  const named = names.indexOf(text.toLowerCase());
  return named === -1 ? readInteger(text) : { ok: true, value: low + named };
}

/** Go's `strconv.Atoi`, which a sign may precede, without negative numbers. */
function readInteger(text: string): NumberReading {
  const cannot = (reason: string) =>
    refuse(`failed to parse int from ${text}: strconv.Atoi: parsing ${quoteText(text)}: ${reason}`);
  if (!/^[+-]?\d+$/.test(text)) return cannot('invalid syntax');
  const exact = BigInt(text.replace(/^\+/, ''));
  if (exact >= 2n ** 63n || exact < -(2n ** 63n)) return cannot('value out of range');
  if (exact < 0n) return refuse(`negative number (${exact}) not allowed: ${text}`);
  return { ok: true, value: Number(exact) };
}
