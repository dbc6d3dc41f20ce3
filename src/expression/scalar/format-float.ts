/** A number without an exponent and with the fewest digits that read back as the same (Go: `FormatFloat(n, 'f', -1, 64)`). */
export function formatFixed(value: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value);
  const { negative, digits, exponent } = decompose(value);
  const sign = negative ? '-' : '';
  if (exponent >= digits.length) return sign + digits + '0'.repeat(exponent - digits.length);
  if (exponent <= 0) return digits === '0' ? `${sign}0` : `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/**
 * A number as Go's `%v` prints a float64: with an exponent when the decimal one is below -4 or above 5, at least two
 * digits in it. Templates print numbers so: `1000000` becomes `1e+06`.
 */
export function formatShortest(value: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value);
  const { negative, digits, exponent } = decompose(value);
  const scientific = exponent - 1;
  return scientific >= -4 && scientific < 6 ? formatFixed(value) : formatScientific(negative, digits, scientific);
}

function formatScientific(negative: boolean, digits: string, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${negative ? '-' : ''}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
}

function formatSpecial(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** The shortest digits of a number and where its point stands: 0.`digits` × 10^`exponent`. */
function decompose(value: number): { negative: boolean; digits: string; exponent: number } {
  const negative = value < 0 || Object.is(value, -0);
  if (value === 0) return { negative, digits: '0', exponent: 1 };
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return { negative, digits: mantissa.replace('.', ''), exponent: Number(exponent) + 1 };
}
