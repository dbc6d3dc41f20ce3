import { blankTexts } from './blank-texts.ts';

/** Where a query begins that `as` may bind, and whether it has an operator, of which jq would bind only the last operand. */
interface Query {
  from: number;
  hasOperator: boolean;
}

/** What stands between two brackets, or between `if` and `end`. */
interface Level {
  query: Query;
  /** Those of `reduce` and `foreach`, which end at their `as`. */
  inner: Query[];
}

const token =
  /\?\/\/=?|\/\/=?|\|=|[-+*/%=!<>]=|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|(?:[$.@]\s*)?[A-Za-z_]\w*(?:::\w+)*|[^\s]/g;
const operator = /^(?:\?\/\/=?|\/\/=?|\|=|[-+*/%=!<>]=|[-+*/%=<>]|and|or)$/;

/**
 * Writes the parentheses that gojq does not need: `1 + 2 as $x | f` binds 3 there, and 2 in jq (`1 + (2 as $x | f)`). What is not
 * well-formed stays so.
 */
export function bindExpressions(program: string): string {
  const code = blankTexts(program);
  const levels: [Level, ...Level[]] = [begin(0)];
  const parentheses: { at: number; text: string }[] = [];
  for (const { 0: text, index } of code.matchAll(token)) {
    const end = index + text.length;
    const level = levels.at(-1) ?? levels[0];
    const kind = kindOf(text, code.slice(end, end + 20));
    if (kind === 'open') levels.push(begin(end));
    else if (kind === 'close' && levels.length > 1) levels.pop();
    else if (kind === 'as') {
      const { from, hasOperator } = level.inner.pop() ?? level.query;
      if (hasOperator) parentheses.push({ at: from, text: '(' }, { at: index, text: ')' });
    } else readToken(level, text, end);
  }
  return insert(program, parentheses);
}

/** A word before a colon is the key of an object. */
function kindOf(text: string, behind: string): 'open' | 'close' | 'as' | 'other' {
  if ('([{'.includes(text)) return 'open';
  if (')]}'.includes(text)) return 'close';
  if (/^\s*:/.test(behind)) return 'other';
  if (text === 'if') return 'open';
  if (text === 'end') return 'close';
  return text === 'as' ? 'as' : 'other';
}

function begin(from: number): Level {
  return { query: { from, hasOperator: false }, inner: [] };
}

function readToken(level: Level, text: string, end: number): void {
  if (['|', ',', ';', ':', 'then', 'else', 'elif'].includes(text)) Object.assign(level, begin(end));
  else {
    const query = level.inner.at(-1) ?? level.query;
    const isLoop = text === 'reduce' || text === 'foreach';
    query.hasOperator ||= isLoop || text === 'try' || operator.test(text);
    if (isLoop) level.inner.push({ from: end, hasOperator: false });
  }
}

function insert(program: string, parentheses: { at: number; text: string }[]): string {
  const inOrder = parentheses.sort((left, right) => left.at - right.at);
  let [written, from] = ['', 0];
  for (const { at, text } of inOrder) {
    written += program.slice(from, at) + (text === '(' ? ' (' : ') ');
    from = at;
  }
  return written + program.slice(from);
}
