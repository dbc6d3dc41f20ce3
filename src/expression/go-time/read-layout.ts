/** A part of a layout: text that stands for itself, or an element that stands for a part of a time. */
export type LayoutPart =
  | { kind: 'text'; text: string }
  | { kind: 'element'; text: string; element: LayoutElement; fraction?: Fraction };

/** How many digits of a fraction, and whether zeros at its end are left out. */
export interface Fraction {
  digits: number;
  isTrimmed: boolean;
}

export type LayoutElement = (typeof elements)[number][1] | 'fraction';

/** Texts that stand for something, those first that begin with others. */
const elements = [
  ['January', 'month-name'],
  ['Jan', 'month-short'],
  ['Monday', 'weekday-name'],
  ['Mon', 'weekday-short'],
  ['MST', 'zone-name'],
  ['01', 'month-two'],
  ['002', 'year-day-three'],
  ['02', 'day-two'],
  ['03', 'hour12-two'],
  ['04', 'minute-two'],
  ['05', 'second-two'],
  ['06', 'year-two'],
  ['15', 'hour'],
  ['1', 'month'],
  ['2006', 'year'],
  ['2', 'day'],
  ['__2', 'year-day-blank'],
  ['_2', 'day-blank'],
  ['3', 'hour12'],
  ['4', 'minute'],
  ['5', 'second'],
  ['PM', 'half'],
  ['pm', 'half-small'],
  ['-070000', 'offset-seconds'],
  ['-07:00:00', 'offset-colon-seconds'],
  ['-0700', 'offset'],
  ['-07:00', 'offset-colon'],
  ['-07', 'offset-hours'],
  ['Z070000', 'iso-offset-seconds'],
  ['Z07:00:00', 'iso-offset-colon-seconds'],
  ['Z0700', 'iso-offset'],
  ['Z07:00', 'iso-offset-colon'],
  ['Z07', 'iso-offset-hours'],
] as const;

/** Takes a layout of Go's package `time` apart: `2006-01-02T15:04:05Z07:00` and the like. */
export function readLayout(layout: string): LayoutPart[] {
  const parts: LayoutPart[] = [];
  let text = '';
  for (let at = 0; at < layout.length; ) {
    const part = readElement(layout, at);
    if (part === undefined) {
      text += layout[at];
      at += 1;
      continue;
    }
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
    parts.push(part);
    at += part.text.length;
  }
  if (text !== '') parts.push({ kind: 'text', text });
  return parts;
}

function readElement(layout: string, at: number): Extract<LayoutPart, { kind: 'element' }> | undefined {
  const fraction = readFraction(layout, at);
  if (fraction !== undefined) return fraction;
  // In `_2006` the underscore stands for itself.
  if (layout.startsWith('_2006', at)) return undefined;
  for (const [text, element] of elements) {
    if (!layout.startsWith(text, at)) continue;
    const isShortName = element === 'month-short' || element === 'weekday-short';
    // `Jan` in `January` is known by now; in `Janet` it is no month.
    if (isShortName && /^[a-z]/.test(layout.slice(at + text.length))) continue;
    return { kind: 'element', text, element };
  }
  return undefined;
}

/** `.000` or `,999`: a fraction of a second, where no other digit follows. */
function readFraction(layout: string, at: number): Extract<LayoutPart, { kind: 'element' }> | undefined {
  const found = /^[.,](0+|9+)/.exec(layout.slice(at));
  if (found === null) return undefined;
  const [text, digits = ''] = found;
  if (/^\d/.test(layout.slice(at + text.length))) return undefined;
  const fraction = { digits: digits.length, isTrimmed: digits.startsWith('9') };
  return { kind: 'element', text, element: 'fraction', fraction };
}
