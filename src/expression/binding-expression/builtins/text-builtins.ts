import { countBytes } from '../../go-value/bytes.ts';
import { isSpace } from '../../pratt/character-class.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { asText } from '../evaluate/assert-type.ts';
import { toInt } from '../values/numbers.ts';
import { typeName } from '../values/type-name.ts';
import { listTypeOf, type Value } from '../values/value.ts';
import type { Builtin } from './builtin.ts';
import { replaceText, splitText } from './split-text.ts';

/** Each character on its own, as Go does: none becomes two, and none looks at its neighbours. */
function mapCharacters(text: string, change: (character: string) => string): string {
  return [...text].map((character) => change(character)).join('');
}

function toUpper(character: string): string {
  const upper = character.toUpperCase();
  return [...upper].length === 1 ? upper : character;
}

function toLower(character: string): string {
  const [lower = character] = character.toLowerCase();
  return lower;
}

function trim(text: string, isCut: (character: string) => boolean): string {
  const characters = [...text];
  let start = 0;
  let end = characters.length;
  while (start < end && isCut(characters[start] ?? '')) start += 1;
  while (end > start && isCut(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}

const trimBuiltin: Builtin = (args, run) => {
  const text = asText(args[0]);
  run.budget.search(text.length);
  if (args.length === 1) return trim(text, isSpace);
  const cut = new Set(asText(args[1]));
  return trim(text, (character) => cut.has(character));
};

/** What is cut off is a blank where nothing is said. */
function cutEnd(cut: (text: string, end: string) => string): Builtin {
  return (args) => {
    const end = args.length === 2 ? asText(args[1]) : ' ';
    return cut(asText(args[0]), end);
  };
}

function onText(change: (text: string) => string): Builtin {
  return (args, { budget }) => {
    const text = asText(args[0]);
    budget.makeText(text.length);
    return change(text);
  };
}

function ofTwo(answer: (text: string, part: string) => Value): Builtin {
  return (args, { budget }) => {
    const text = asText(args[0]);
    budget.search(text.length);
    return answer(text, asText(args[1]));
  };
}

/** Where a part begins in a text, in bytes; -1 when it is not in it. */
function byteIndex(text: string, at: number): bigint {
  return BigInt(at === -1 ? -1 : countBytes(text.slice(0, at)));
}

const repeat: Builtin = (args, { budget, dialect }) => {
  // 1.15 looks at the number first.
  const early = dialect === '1.15' ? toInt(args[1]) : undefined;
  const text = asText(args[0]);
  const times = early ?? toInt(args[1]);
  if (times < 0n) {
    const reason = `invalid argument for repeat (expected positive integer, got ${times})`;
    throw new ExpressionFailure(dialect === '1.17' ? reason : 'strings: negative Repeat count');
  }
  if (times > 1_000_000n) throw new ExpressionFailure('memory budget exceeded');
  const length = text.length * Number(times);
  if (dialect === '1.17') budget.makeElements(countBytes(text) * Number(times));
  budget.makeText(length);
  return text.repeat(Number(times));
};

const join: Builtin = (args, { budget }) => {
  const [list] = args;
  const glue = args.length === 2 ? asText(args[1]) : '';
  if (!Array.isArray(list) || listTypeOf(list).element === 'int')
    throw new ExpressionFailure(`invalid argument for join (type ${nameOf(list)})`);
  budget.spend(list.length);
  const texts = list.map(asText);
  budget.makeText(texts.reduce((length, text) => length + text.length + glue.length, 0));
  return texts.join(glue);
};

/** Go prints the type of nil so. */
function nameOf(value: Value): string {
  return value === null || value === undefined ? '%!s(<nil>)' : typeName(value);
}

function split(keepsSeparator: boolean): Builtin {
  return (args, { budget }) => {
    const [text, separator] = [asText(args[0]), asText(args[1])];
    const limit = args.length === 3 ? toInt(args[2]) : -1n;
    return splitText(text, { separator, limit, keepsSeparator, budget });
  };
}

const replace: Builtin = (args, { budget }) => {
  const [text, old, by] = [asText(args[0]), asText(args[1]), asText(args[2])];
  return replaceText(text, { old, by, limit: args.length === 4 ? toInt(args[3]) : -1n, budget });
};

export const textBuiltins: Record<string, Builtin> = {
  trim: trimBuiltin,
  trimPrefix: cutEnd((text, prefix) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trimSuffix: cutEnd((text, suffix) => (text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text)),
  upper: onText((text) => mapCharacters(text, toUpper)),
  lower: onText((text) => mapCharacters(text, toLower)),
  split: split(false),
  splitAfter: split(true),
  replace,
  repeat,
  join,
  indexOf: ofTwo((text, part) => byteIndex(text, text.indexOf(part))),
  lastIndexOf: ofTwo((text, part) => byteIndex(text, text.lastIndexOf(part))),
  hasPrefix: ofTwo((text, prefix) => text.startsWith(prefix)),
  hasSuffix: ofTwo((text, suffix) => text.endsWith(suffix)),
};
