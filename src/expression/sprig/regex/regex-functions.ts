import { allowsList, allowsText, type Call, maxListLength } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { type GoValue, type TypedList, texts } from '../../go-value/value.ts';
import {
  type Compilation,
  compileRegularExpression,
  type RegularExpression,
} from '../../regular-expression/compile-regular-expression.ts';
import { estimatePattern } from '../../regular-expression/estimate-pattern.ts';
import type { RegularMatch } from '../../regular-expression/find-matches.ts';
import { quoteText } from '../../scalar/quote-text.ts';
import { unitsPerMatchStep } from '../../work/work-allowance.ts';
import { expandReplacement } from './expand-replacement.ts';

const noTexts: TypedList = { ...texts([]), isNil: true };

/** How a wrong pattern is told. */
type Reword = (pattern: string, message: string) => string;

/** The functions without `must` panic over a wrong pattern. */
const panic: Reword = (pattern, message) => `regexp: Compile(${quotePattern(pattern)}): ${message}`;
const mustFail: Reword = (_, message) => message;

/** Regular expressions of Go's syntax. Where upstream panics over a wrong one, this fails with the same text. */
export const regexFunctions: Record<string, GoFunction> = {
  regexMatch: fixed(['text', 'text'], ([pattern, text], call) => {
    const compiled = compileWithin(pattern, call);
    return compiled.ok && matches(compiled.expression, text, call);
  }),
  mustRegexMatch: fixed(['text', 'text'], ([pattern, text], call) => {
    const expression = compile(pattern, mustFail, call);
    return expression === undefined ? false : matches(expression, text, call);
  }),
  ...both('regexFind', (reword) =>
    fixed(['text', 'text'], ([pattern, text], call) => {
      const [match] = findAll({ pattern, reword, most: 1 }, text, call);
      return match === undefined ? '' : text.slice(match.start, match.end);
    }),
  ),
  ...both('regexFindAll', (reword) =>
    fixed(['text', 'text', 'int'], ([pattern, text, count], call) => {
      const found = findAll({ pattern, reword, most: count }, text, call);
      return found.length === 0 ? noTexts : texts(found.map(({ start, end }) => text.slice(start, end)));
    }),
  ),
  ...both('regexReplaceAll', (reword) =>
    fixed(['text', 'text', 'text'], ([pattern, text, by], call) => {
      const found = findAll({ pattern, reword, most: -1 }, text, call);
      return replace(text, found, (match) => expandReplacement(by, text, match), call);
    }),
  ),
  ...both('regexReplaceAllLiteral', (reword) =>
    fixed(['text', 'text', 'text'], ([pattern, text, by], call) => {
      const found = findAll({ pattern, reword, most: -1 }, text, call);
      return replace(text, found, () => by, call);
    }),
  ),
  ...both('regexSplit', (reword) =>
    fixed(['text', 'text', 'int'], ([pattern, text, count], call) =>
      split({ pattern, reword, most: count }, text, call),
    ),
  ),
  regexQuoteMeta: fixed(['text'], ([text]) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};

/** A function under its own name, and with `must` before it. */
function both(name: string, make: (reword: Reword) => GoFunction): Record<string, GoFunction> {
  return { [name]: make(panic), [`mustR${name.slice(1)}`]: make(mustFail) };
}

function quotePattern(pattern: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are meant
  return /[\x00-\x08\x0a-\x1f`\x7f\ufeff]/.test(pattern) ? quoteText(pattern) : `\`${pattern}\``;
}

/** Of an allowance, for one step of a template. */
const unitsPerStep = 1_000;

/** A pattern may be made anew for each element of a list. */
function compileWithin(pattern: string, call: Call): Compilation {
  const { work } = estimatePattern(pattern);
  if (!call.spend(work / unitsPerStep)) return { ok: false, message: 'there is no work left' };
  return compileRegularExpression(pattern);
}

function compile(pattern: string, reword: Reword, call: Call): RegularExpression | undefined {
  const compiled = compileWithin(pattern, call);
  if (compiled.ok) return compiled.expression;
  call.fail(reword(pattern, compiled.message));
  return undefined;
}

/** Instructions × characters that count as one step. */
const workPerStep = unitsPerStep / unitsPerMatchStep;

function matches(expression: RegularExpression, text: string, call: Call): boolean {
  if (!call.spend((expression.size * text.length) / workPerStep)) return false;
  const matched = expression.test(text);
  if (matched === undefined) call.fail('the text is too long for this regular expression');
  return matched === true;
}

interface Search {
  pattern: string;
  reword: Reword;
  /** Below zero means all. */
  most: number;
}

function findAll({ pattern, reword, most }: Search, text: string, call: Call): RegularMatch[] {
  const expression = compile(pattern, reword, call);
  if (expression === undefined || most === 0) return [];
  const found = expression.findAll(text, {
    most: most < 0 ? maxListLength : most,
    spend: (work) => call.spend(work / workPerStep),
  });
  return allowsList(call, found.length) ? found : [];
}

function replace(text: string, found: RegularMatch[], by: (match: RegularMatch) => string, call: Call): GoValue {
  let [replaced, from] = ['', 0];
  for (const match of found) {
    replaced += text.slice(from, match.start) + by(match);
    from = match.end;
    if (!allowsText(call, replaced.length)) return null;
  }
  return replaced + text.slice(from);
}

/** Go's `Split`: an empty match at the very start splits nothing off. */
function split(search: Search, text: string, call: Call): TypedList | null {
  const found = findAll(search, text, call);
  if (search.most === 0) return noTexts;
  if (search.pattern !== '' && text === '') return texts(['']);
  const parts: string[] = [];
  let [from, end] = [0, 0];
  for (const match of found) {
    if (search.most > 0 && parts.length === search.most - 1) break;
    end = match.start;
    if (match.end !== 0) parts.push(text.slice(from, end));
    from = match.end;
  }
  if (end !== text.length) parts.push(text.slice(from));
  return texts(parts);
}
