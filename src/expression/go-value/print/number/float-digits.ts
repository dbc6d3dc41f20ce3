import { floatBits } from './float-bits.ts';

/** The digits of a number and where its point stands: 0.`digits` × 10^`exponent`. */
export interface Digits {
  digits: string;
  exponent: number;
}

/** All digits of a number, which are finitely many; the number is positive and finite. */
function exactDigits(value: number): Digits {
  const { mantissa, power } = floatBits(value);
  if (power >= 0) return withPoint((mantissa << BigInt(power)).toString(), 0);
  // Dividing by 2^n is multiplying by 5^n and moving the point by n.
  return withPoint((mantissa * 5n ** BigInt(-power)).toString(), power);
}

function withPoint(digits: string, power: number): Digits {
  return { digits: digits.replace(/0+$/, ''), exponent: digits.length + power };
}

/** The fewest digits that read back as the same number. */
export function shortestDigits(value: number): Digits {
  if (value === 0) return { digits: '', exponent: 0 };
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) + 1 };
}

/** The number rounded to so many digits, halves to the even one. */
export function roundedDigits(value: number, count: (exact: Digits) => number): Digits {
  if (value === 0) return { digits: '', exponent: 0 };
  const exact = exactDigits(value);
  return roundTo(exact, count(exact));
}

function roundTo({ digits, exponent }: Digits, count: number): Digits {
  if (count >= digits.length) return { digits, exponent };
  if (count < 0) return { digits: '', exponent: 0 };
  const kept = digits.slice(0, count);
  if (!roundsUp(digits, count)) return trim({ digits: kept, exponent });
  const raised = (BigInt(`0${kept}`) + 1n).toString().padStart(count, '0');
  // A carry past the first digit moves the point.
  return trim({ digits: raised, exponent: exponent + raised.length - count });
}

function roundsUp(digits: string, count: number): boolean {
  const next = digits.charCodeAt(count) - 48;
  const isHalf = next === 5 && digits.length === count + 1;
  if (!isHalf) return next >= 5;
  return count > 0 && (digits.charCodeAt(count - 1) - 48) % 2 === 1;
}

function trim({ digits, exponent }: Digits): Digits {
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? { digits: '', exponent: 0 } : { digits: trimmed, exponent };
}
