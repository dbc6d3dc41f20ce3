/** Words and signs of other languages, and what a Sensor's expressions have instead. */
const advice: readonly [RegExp, string][] = [
  [/\band\b/, 'Write && for `and`.'],
  [/\bor\b/, 'Write || for `or`.'],
  [/\bnot\b/, 'Write ! for `not`.'],
  [/\b(?:matches|like)\b/, "Write =~ with a regular expression: ref =~ '^refs/heads/'."],
  [
    /\b(?:contains|startsWith|endsWith|hasPrefix|hasSuffix)\b/,
    "Write =~ with a regular expression: ref =~ '^refs/heads/'; there are no functions.",
  ],
  [/\blen\b|\bsize\b/, 'There are no functions: let the path of a field count, as in body.commits.#.'],
  [/!==|===/, 'Write == or !=.'],
  [/[=!<>]=-|[<>]-/, 'Write a blank before the minus.'],
  [/(?<![=!<>~])=(?![=~])/, 'Write == for equality.'],
  [
    /\b(?:nil|null|None|undefined)\b/,
    "There is no null: a path that does not exist is a failure, and `name ?? 'x'` gives a value for null.",
  ],
  [/(?<!&)&(?!&)|(?<!\|)\|(?!\|)/, 'Write && or || for "and" and "or"; & and | calculate with bits.'],
  [/[\w\]]\.[A-Za-z_]/, 'A name with a dot stands in brackets, [a.b]; better give the field a plain name.'],
  [/\w\(/, 'There are no functions.'],
];

/** What to write in place of what a Sensor's expressions do not have; texts in quotes do not count. */
export function adviseOnExpression(expression: string): string {
  const bare = expression.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "''");
  const found = advice.find(([pattern]) => pattern.test(bare));
  return (
    found?.[1] ??
    'Expressions have ==, !=, <, <=, >, >=, =~, !~, in, &&, ||, !, ?:, ?? and arithmetic over the names of their fields.'
  );
}
