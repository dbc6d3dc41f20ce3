import { numberOf, type PathValue, textOf, truthOf } from '../../expression/path/path-value.ts';
import { compileRegularExpression } from '../../expression/regular-expression/compile-regular-expression.ts';
import { parseBoolText } from '../../expression/scalar/parse-bool-text.ts';
import { floatError, parseFloatText } from '../../expression/scalar/parse-float.ts';
import { quoteText } from '../../expression/scalar/quote-text.ts';
import { nothingLeft, type WorkAllowance } from '../../expression/work/work-allowance.ts';

/** Whether a value passes one of a filter's values, or why that value cannot be compared with. */
export type Comparison = { passed: boolean } | { error: string };

/** What a value is compared with: the text of one of a data filter's values. */
export interface Comparand {
  expected: string;
  comparator: string;
  /** What comparing may spend. */
  work: WorkAllowance;
}

export type Compare = (value: PathValue, comparand: Comparand) => Comparison;

/** Argo Events' types of data filters. A comparator that a type does not know never passes and is no error. */
export const comparisons: Readonly<Record<string, Compare>> = {
  bool: compareBool,
  number: compareNumber,
  string: compareString,
};

/** The comparator is ignored. */
function compareBool(value: PathValue, { expected }: Comparand): Comparison {
  const wanted = parseBoolText(expected);
  if (wanted === undefined) return { error: `strconv.ParseBool: parsing ${quoteText(expected)}: invalid syntax` };
  return { passed: wanted === truthOf(value) };
}

function compareNumber(value: PathValue, { expected, comparator }: Comparand): Comparison {
  const parsed = parseFloatText(expected);
  // Quoting is for those that fail.
  const error = parsed.error === undefined ? undefined : floatError(quoteText(expected), parsed);
  return error === undefined ? { passed: isInOrder(numberOf(value), parsed.value, comparator) } : { error };
}

function isInOrder(left: number, right: number, comparator: string): boolean {
  switch (comparator) {
    case '>=':
      return left >= right;
    case '>':
      return left > right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '!=':
      return left !== right;
    default:
      return (comparator === '=' || comparator === '') && left === right;
  }
}

/** The filter's value is a regular expression that may match anywhere. */
function compareString(value: PathValue, { expected, comparator, work }: Comparand): Comparison {
  const compilation = compileRegularExpression(expected, work);
  if (!compilation.ok) return { error: compilation.message };
  const isMatch = compilation.expression.test(textOf(value), work);
  if (isMatch === undefined) {
    const reason = work.left > 0 ? 'the value is too long for so large an expression' : nothingLeft;
    return { error: `error matching regexp: ${reason}` };
  }
  if (comparator === '=' || comparator === '') return { passed: isMatch };
  return { passed: comparator === '!=' && !isMatch };
}
