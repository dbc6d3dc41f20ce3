import { type Claim, claim, levelOf, type MatchContext } from '../found-problem.ts';

/** `src/a.ts(3,5): error TS2304: Cannot find name 'x'.` */
const plain = /^([^\s(][^()]{0,299})\((\d{1,9}),(\d{1,9})\): (error|warning) (TS\d{1,6}): (.*)$/;
/** `src/a.ts:3:5 - error TS2304: Cannot find name 'x'.`, what it says on a terminal. */
const pretty = /^([^\s:()][^:()]{0,299}):(\d{1,9}):(\d{1,9}) - (error|warning) (TS\d{1,6}): (.*)$/;
/** What explains the first line stands below it, indented. */
const further = /^ {2,}\S/;
const maxFurther = 6;

export function matchTypescript(lines: readonly string[], context: MatchContext): Claim[] {
  return lines.flatMap((line, at) => {
    const isPlain = plain.test(line);
    const [, path, number, column, word = '', title, said = ''] = (isPlain ? plain : pretty).exec(line) ?? [];
    if (path === undefined) return [];
    const more = isPlain ? takeFurther(lines, at + 1) : [];
    const message = [said, ...more].join('\n');
    const level = levelOf(word) ?? 'failure';
    return claim(at, { path, line: number, column, level, title, message }, context);
  });
}

function takeFurther(lines: readonly string[], from: number): string[] {
  const found: string[] = [];
  for (const line of lines.slice(from, from + maxFurther)) {
    if (!further.test(line)) break;
    found.push(line);
  }
  return found;
}
