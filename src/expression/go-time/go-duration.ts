import { quoteTime } from './quote-time.ts';

/** A length of time as Go's `time.Duration` holds it. */
export class GoDuration {
  /** A signed 64-bit number. */
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = BigInt.asIntN(64, nanoseconds);
  }
}

const units: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** A duration, or Go's error. */
export type DurationParsing = { ok: true; duration: GoDuration } | { ok: false; message: string };

/** Reads `1h30m`, `-1.5s`, `0` as Go's `time.ParseDuration` does. */
export function parseDuration(text: string): DurationParsing {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const amount = text.slice(sign.length);
  if (amount === '0') return { ok: true, duration: new GoDuration(0n) };
  const sum = sumParts(amount);
  if ('reason' in sum) return { ok: false, message: `time: ${sum.reason}duration ${quoteTime(text)}` };
  // Only a negative duration can have the largest size of 64 bits.
  const isTooLarge = sum.nanoseconds > limit || (sum.nanoseconds === limit && sign !== '-');
  if (isTooLarge) return { ok: false, message: `time: invalid duration ${quoteTime(text)}` };
  return { ok: true, duration: new GoDuration(sign === '-' ? -sum.nanoseconds : sum.nanoseconds) };
}

const limit = 2n ** 63n;
/** More digits than 64 bits can hold. */
const maxDigits = 40;

function sumParts(amount: string): { nanoseconds: bigint } | { reason: string } {
  let nanoseconds = 0n;
  let rest = amount;
  do {
    const [number = '', whole = '', fraction = ''] = /^(\d*)(?:\.(\d*))?/.exec(rest) ?? [];
    if ((whole === '' && fraction === '') || whole.length > maxDigits) return { reason: 'invalid ' };
    const name = /^[^.\d]*/.exec(rest.slice(number.length))?.[0] ?? '';
    if (name === '') return { reason: 'missing unit in ' };
    const unit = Object.hasOwn(units, name) ? units[name] : undefined;
    if (unit === undefined) return { reason: `unknown unit ${quoteTime(name)} in ` };
    nanoseconds += BigInt(whole) * unit + fractionOf(fraction.slice(0, 18), unit);
    rest = rest.slice(number.length + name.length);
  } while (rest !== '' && nanoseconds <= limit);
  return { nanoseconds };
}

function fractionOf(digits: string, unit: bigint): bigint {
  return digits === '' ? 0n : (BigInt(digits) * unit) / 10n ** BigInt(digits.length);
}

/** A duration as Go prints it: `1h30m0s`, `1.5µs`. */
export function printDuration({ nanoseconds }: GoDuration): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  return `${sign}${hours === 0n ? '' : `${hours}h`}${minutes % 60n}m${seconds}`;
}

/** A number of 10^-`places`, without zeros at its end. */
function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}
