const unitMs = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Reads `10` (seconds), `1.5s`, `1m30s`, `500ms`; undefined for anything else. */
export function parseDurationMs(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  let total = 0;
  let rest = trimmed;
  while (rest !== '') {
    const [whole, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    total += Number(amount) * (unitMs.get(unit) ?? 0);
    rest = rest.slice(whole.length);
  }
  return trimmed === '' ? undefined : total;
}
