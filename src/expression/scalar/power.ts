/** `x` to the power of `y` as Go's `math.Pow` has it; to the last digit where `y` is a whole number. */
export function power(x: number, y: number): number {
  // Where JavaScript has NaN.
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  const size = Math.abs(y);
  if (size === 0.5 && x > 0) return y > 0 ? Math.sqrt(x) : 1 / Math.sqrt(x);
  const isPlain = Number.isFinite(x) && x !== 0 && y !== 0 && size < 2 ** 53 && (x > 0 || Number.isInteger(y));
  return isPlain ? multiplyPowers(x, y) : x ** y;
}

/** Multiplies mantissas and adds exponents, bit by bit of `y`, so that it rounds where Go rounds. */
function multiplyPowers(x: number, y: number): number {
  // A fraction of up to a half counts up, a larger one down from the next whole number.
  const whole = Math.ceil(Math.abs(y) - 0.5);
  const fraction = Math.abs(y) - whole;
  let { mantissa, exponent } = splitNumber(x);
  let result = fraction === 0 ? 1 : Math.exp(fraction * Math.log(x));
  let resultExponent = 0;
  for (let bits = whole; bits > 0; bits = Math.floor(bits / 2)) {
    if (Math.abs(exponent) > 4096) {
      resultExponent += exponent;
      break;
    }
    if (bits % 2 === 1) {
      result *= mantissa;
      resultExponent += exponent;
    }
    mantissa *= mantissa;
    exponent *= 2;
    if (mantissa < 0.5) {
      mantissa += mantissa;
      exponent -= 1;
    }
  }
  return y < 0 ? scale(1 / result, -resultExponent) : scale(result, resultExponent);
}

/** `x` as a mantissa from 0.5 up to 1, with the sign, times a power of two. */
function splitNumber(x: number): { mantissa: number; exponent: number } {
  const exponent = Math.floor(Math.log2(Math.abs(x))) + 1;
  let mantissa = scale(x, -exponent);
  let shift = 0;
  while (Math.abs(mantissa) >= 1) {
    mantissa /= 2;
    shift += 1;
  }
  while (Math.abs(mantissa) < 0.5) {
    mantissa *= 2;
    shift -= 1;
  }
  return { mantissa, exponent: exponent + shift };
}

/** `x` × 2^`exponent` in steps that do not overflow on the way, rounded once. */
function scale(x: number, exponent: number): number {
  if (exponent > 1000) return exponent > 3000 ? x * Infinity : scale(x * 2 ** 1000, exponent - 1000);
  if (exponent >= -1000) return x * 2 ** exponent;
  return exponent < -3000 ? x * 0 : scaleDown(x, exponent);
}

/** Towards the smallest numbers only the last step may round. */
function scaleDown(x: number, exponent: number): number {
  const rest = exponent + 1000;
  const large = x * 2 ** Math.max(rest, -1000);
  return large * 2 ** (exponent - Math.max(rest, -1000));
}
