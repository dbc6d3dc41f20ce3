/** What stands between `%` and the verb of a format. */
export interface Flags {
  width?: number;
  precision?: number;
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v` and `%#v` mean something of their own. */
  plusV: boolean;
  sharpV: boolean;
}

export const noFlags: Flags = {
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
};

/** Fills a text up to the width, which counts characters. Texts too may be filled with zeros. */
export function pad(text: string, flags: Flags): string {
  const missing = (flags.width ?? 0) - countCharacters(text);
  if (missing <= 0) return text;
  const filling = (flags.zero && !flags.minus ? '0' : ' ').repeat(missing);
  return flags.minus ? text + filling : filling + text;
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
