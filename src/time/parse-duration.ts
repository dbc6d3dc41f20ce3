const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Milliseconds of a duration such as `30d` or `1d12h`; undefined for anything else, and for none at all (`0d`). */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,9}[smhdw])+$/.test(text)) {
    return undefined;
  }
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([smhdw])/g)) {
    ms += Number(count) * (unitMs[unit ?? ''] ?? Number.NaN);
  }
  return ms > 0 && Number.isSafeInteger(ms) ? ms : undefined;
}
