import type { Argument } from '../../go-value/parameter-types.ts';
import { entriesOf, itemsOf } from '../../go-value/value.ts';

/** Functions that look at each character more than once, or make something of each. */
const slow = new Set(
  `abbrev abbrevboth adler32sum camelcase duration durationRound initials int int64 atoi toDecimal kebabcase mustToDate nospace
  quote snakecase squote swapcase title toDate trim untitle urlParse`.split(/\s+/),
);

/** Functions that cost more than a step whatever they are given. */
const fixedSteps: Readonly<Record<string, number>> = {
  ...Object.fromEntries('date dateInZone date_in_zone htmlDate htmlDateInZone'.split(' ').map((name) => [name, 100])),
  ...Object.fromEntries(
    'toDate mustToDate ago urlParse urlJoin encryptAES decryptAES'.split(' ').map((name) => [name, 20]),
  ),
  ...Object.fromEntries('semver semverCompare sha1sum sha256sum sha512sum'.split(' ').map((name) => [name, 20])),
};

/**
 * What calling a function costs before it does anything, by its arguments, so that one that reads a long text to its end is paid
 * for although it answers little. A step is about a microsecond.
 */
export function weighCall(name: string, args: readonly Argument[]): number {
  const shift = slow.has(name) ? 1 : 4;
  let steps = Object.hasOwn(fixedSteps, name) ? (fixedSteps[name] ?? 0) : 0;
  for (const arg of args) {
    if (typeof arg === 'string') steps += arg.length >> shift;
    else if (typeof arg === 'object' && arg !== null) steps += sizeOf(arg) >> 3;
  }
  return steps;
}

function sizeOf(value: Exclude<Argument, string | undefined>): number {
  return itemsOf(value)?.length ?? entriesOf(value)?.size ?? 0;
}
