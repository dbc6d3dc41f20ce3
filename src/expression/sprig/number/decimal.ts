/** A decimal number: `digits` × 10^`exponent`, exact. */
export interface Decimal {
  digits: bigint;
  exponent: number;
}

/** Decimals of a quotient. */
const divisionDecimals = 16;

/** The decimal that a number shows with its fewest digits; undefined for what is not finite. */
export function decimalOf(value: number): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const fraction = mantissa.split('.')[1] ?? '';
  return { digits: BigInt(mantissa.replace('.', '')), exponent: Number(exponent) - fraction.length };
}

/** The nearest `float64`. */
export function numberOf({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

export function add(left: Decimal, right: Decimal): Decimal {
  const exponent = Math.min(left.exponent, right.exponent);
  return { digits: rescale(left, exponent) + rescale(right, exponent), exponent };
}

export function subtract(left: Decimal, right: Decimal): Decimal {
  return add(left, { digits: -right.digits, exponent: right.exponent });
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return { digits: left.digits * right.digits, exponent: left.exponent + right.exponent };
}

/** Rounded to 16 decimals, halves away from zero; undefined for a division by zero. */
export function divide(left: Decimal, right: Decimal): Decimal | undefined {
  if (right.digits === 0n) return undefined;
  const shift = left.exponent - right.exponent + divisionDecimals;
  const dividend = shift >= 0 ? left.digits * 10n ** BigInt(shift) : left.digits;
  const divisor = shift >= 0 ? right.digits : right.digits * 10n ** BigInt(-shift);
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  const isDown = absolute(rest) * 2n < absolute(divisor);
  const step = dividend < 0n === divisor < 0n ? 1n : -1n;
  return { digits: isDown ? quotient : quotient + step, exponent: -divisionDecimals };
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function rescale({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}
