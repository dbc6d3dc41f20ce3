const unitNanoseconds: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['μs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3_600e9],
]);

/** Go's `time.ParseDuration`: `1h30m`, `-1.5s`, `0`. Nanoseconds; undefined when the text is no duration. */
export function parseGoDuration(text: string): number | undefined {
  const [, sign, amount = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (amount === '0') return 0;
  if (text.length > 100 || !/^(?:(?:\d+\.?\d*|\.\d+)[a-zµμ]+)+$/.test(amount)) return undefined;
  let total = 0;
  for (const [, count = '', unit = ''] of amount.matchAll(/([\d.]+)([a-zµμ]+)/g)) {
    const nanoseconds = unitNanoseconds.get(unit);
    if (nanoseconds === undefined) return undefined;
    total += Number(count) * nanoseconds;
  }
  // A 64-bit number of nanoseconds holds about 292 years.
  if (total >= 2 ** 63) return undefined;
  return Math.round(sign === '-' ? -total : total);
}
