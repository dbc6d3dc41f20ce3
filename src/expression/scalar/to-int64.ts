const lowest = -(2n ** 63n);

/** A float64 as Go's `int64(x)` makes it on amd64: towards zero, and what does not fit becomes the lowest number. */
export function toInt64(value: number): bigint {
  if (!Number.isFinite(value)) return lowest;
  const whole = BigInt(Math.trunc(value));
  return BigInt.asIntN(64, whole) === whole ? whole : lowest;
}

/** A float64 as Go's `uint64(x)` makes it on amd64: negative numbers wrap round. */
export function toUint64(value: number): bigint {
  if (!Number.isFinite(value)) return 2n ** 63n;
  const whole = BigInt(Math.trunc(value));
  if (whole >= 2n ** 64n || whole < lowest) return 2n ** 63n;
  return BigInt.asUintN(64, whole);
}
