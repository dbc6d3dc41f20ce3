const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * Seconds of a duration: whole numbers with the units `d`, `h`, `m`, `s`, in any order, each at most once. Undefined for anything
 * else and for zero.
 *
 * @example parseDuration('1h30m') // 5400
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:[0-9]{1,6}[smhd]){1,4}$/.test(text)) return undefined;
  const parts = text.match(/[0-9]+[smhd]/g) ?? [];
  const units = parts.map((part) => part.slice(-1));
  if (new Set(units).size !== units.length) return undefined;
  const seconds = parts.reduce((sum, part) => sum + Number(part.slice(0, -1)) * (secondsOf[part.slice(-1)] ?? 0), 0);
  return seconds > 0 ? seconds : undefined;
}
