import { type Claim, claim, levelOf, type MatchContext } from '../found-problem.ts';

/** The stylish format: a file on a line of its own, its problems indented below it. Stylelint writes the same. */
const file = /^(?!\d+:\d+\s)[^\s:][^:]{0,398}\.[A-Za-z]\w{0,9}$/;
const entry = /^\s{1,8}(\d{1,9}):(\d{1,9})\s{1,8}(error|warning|✖|⚠)\s{1,8}(\S.*)$/;
/** The compact format. */
const compact = /^([^\s:][^:]{0,299}): line (\d{1,9}), col (\d{1,9}), (Error|Warning) - (.*)$/;
const compactRule = /\s\(([^()\s]{1,100})\)$/;

export function matchEslint(lines: readonly string[], context: MatchContext): Claim[] {
  let current: string | undefined;
  return lines.flatMap((line, at) => {
    if (line === '') current = undefined;
    else if (file.test(line)) current = line;
    const [, number, column, word = '', said = ''] = current === undefined ? [] : (entry.exec(line) ?? []);
    if (current === undefined || number === undefined) return matchCompact(line, at, context);
    const level = word === '⚠' || word === 'warning' ? 'warning' : 'failure';
    return claim(at, { path: current, line: number, column, level, ...splitRule(said) }, context);
  });
}

function matchCompact(line: string, at: number, context: MatchContext): Claim[] {
  const [, path, number, column, word = '', said = ''] = compact.exec(line) ?? [];
  if (path === undefined) return [];
  const title = compactRule.exec(said)?.[1];
  const message = title === undefined ? said : said.slice(0, -title.length - 3);
  return claim(at, { path, line: number, column, level: levelOf(word) ?? 'failure', title, message }, context);
}

/** Message and rule stand in columns, two blanks apart at the least. */
function splitRule(said: string): { message: string; title?: string } {
  const whole = said.trimEnd();
  const gap = whole.lastIndexOf('  ');
  const rule = gap === -1 ? '' : whole.slice(gap + 2);
  return rule === '' || rule.includes(' ') ? { message: whole } : { message: whole.slice(0, gap), title: rule };
}
