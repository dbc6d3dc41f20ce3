const words = new Map<string, boolean | null>([
  ...(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'] as const).map(
    (word) => [word, true] as const,
  ),
  ...(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'] as const).map(
    (word) => [word, false] as const,
  ),
  ...(['', '~', 'null', 'Null', 'NULL'] as const).map((word) => [word, null] as const),
]);

const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Integers in other bases; a leading zero alone means base 8. */
const otherBases: [RegExp, number][] = [
  [/^([-+]?)0[xX]([0-9a-fA-F]+)$/, 16],
  [/^([-+]?)0[oO]?([0-7]+)$/, 8],
  [/^([-+]?)0[bB]([01]+)$/, 2],
];

/**
 * What an unquoted word is, as Argo's YAML parser (go-yaml 2: YAML 1.1) reads it: `yes`, `no`, `on`, `off` are booleans, `012` is
 * ten, `1_000` a thousand; `12:30` and dates stay texts. Infinities and NaN stay texts too, because JSON has no such numbers.
 */
export function resolveScalar(text: string): string | number | boolean | null {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '');
  return readOtherBase(digits) ?? readDecimal(digits) ?? text;
}

function readOtherBase(digits: string): number | undefined {
  for (const [pattern, base] of otherBases) {
    const [, sign, figures] = pattern.exec(digits) ?? [];
    if (figures !== undefined) return (sign === '-' ? -1 : 1) * Number.parseInt(figures, base);
  }
  return undefined;
}

function readDecimal(digits: string): number | undefined {
  const value = decimal.test(digits) ? Number(digits) : undefined;
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
