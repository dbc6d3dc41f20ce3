import { type Claim, claim, type MatchContext } from '../found-problem.ts';

const traceback = /^\s{0,40}(?:[|+]\s)?Traceback \(most recent call last\)/;
const frame = /^\s{0,40}File "([^"]{1,400})", line (\d{1,9})(?:, in (.{1,200}))?$/;
/** The last line of a traceback: `ValueError: no such cart`. */
const raised = /^((?:[A-Za-z_][\w.]{0,200}\.)?[A-Za-z_]\w{0,100})(?:: (.*))?$/;
const maxFrames = 200;
/** Pytest's short form: `tests/test_cart.py:12: AssertionError`, with what went wrong in lines that begin with `E`. */
const pytest =
  /^([^\s:()"']{1,300}\.py):(\d{1,9}): ((?:[\w.]{1,100}\.)?\w{0,80}(?:Error|Exception|Failed|Warning|Exit|Interrupt))$/;
const pytestSays = /^E\s{1,8}(\S.*)$/;
const lookBack = 40;

interface Frame {
  path: string;
  line: string;
}

/** Tracebacks, at their innermost place in the repository, and what pytest says. */
export function matchPython(lines: readonly string[], context: MatchContext): Claim[] {
  const claims: Claim[] = [];
  let frames: Frame[] = [];
  for (const [at, line] of lines.entries()) {
    if (traceback.test(line)) frames = [];
    const [, path, number] = frame.exec(line) ?? [];
    if (path !== undefined && number !== undefined) {
      if (frames.length >= maxFrames) frames.shift();
      frames.push({ path, line: number });
    } else if (frames.length > 0 && line !== '' && !/^\s/.test(line)) {
      claims.push(...claimInnermost(at, frames, { line, context }));
      frames = [];
    }
    claims.push(...matchPytest(lines, at, context));
  }
  return claims;
}

function claimInnermost(
  at: number,
  frames: readonly Frame[],
  { line, context }: { line: string; context: MatchContext },
): Claim[] {
  const [, title, said] = raised.exec(line) ?? [];
  if (title === undefined) return [];
  const inside = frames.findLast(({ path }) => context.locate(path) !== undefined);
  if (inside === undefined) return [];
  return claim(at, { ...inside, level: 'failure', title, message: said ? `${title}: ${said}` : title }, context);
}

function matchPytest(lines: readonly string[], at: number, context: MatchContext): Claim[] {
  const [, path, line, title] = pytest.exec(lines[at] ?? '') ?? [];
  if (path === undefined) return [];
  const above = lines.slice(Math.max(0, at - lookBack), at);
  const last = above.findLastIndex((each) => pytest.test(each));
  const says = above.slice(last + 1).flatMap((each) => pytestSays.exec(each)?.[1] ?? []);
  const message = says.length === 0 ? (title ?? '') : says.slice(0, 12).join('\n');
  return claim(at, { path, line, level: 'failure', title, message }, context);
}
