import { type Claim, claim, levelOf, type MatchContext } from '../found-problem.ts';

/** `error[E0308]: mismatched types`, `warning: unused variable: x`; where it is stands a line or two below. */
const head = /^(error|warning)(?:\[([\w:-]{1,60})\])?: (.*)$/;
const arrow = /^\s{1,20}--> ([^\s:]{1,300}):(\d{1,9}):(\d{1,9})$/;
const arrowWithin = 4;
/** `thread 'tests::adds' panicked at src/lib.rs:10:5:`, with the message on the next line. */
const panicked = /^thread '([^']{1,200})' (?:\(\d{1,9}\) )?panicked at ([^\s:']{1,300}):(\d{1,9}):(\d{1,9}):$/;
/** As it was said before Rust 1.73. */
const panickedBefore = /^thread '([^']{1,200})' panicked at '(.*)', ([^\s:']{1,300}):(\d{1,9}):(\d{1,9})$/;

/** What rustc, cargo and clippy say, and where tests panicked. */
export function matchRust(lines: readonly string[], context: MatchContext): Claim[] {
  return lines.flatMap((line, at) => [
    ...matchDiagnostic(lines, at, context),
    ...matchPanic(line, { at, next: lines[at + 1] ?? '' }, context),
  ]);
}

function matchDiagnostic(lines: readonly string[], at: number, context: MatchContext): Claim[] {
  const [, word = '', code, message] = head.exec(lines[at] ?? '') ?? [];
  if (message === undefined) return [];
  for (const line of lines.slice(at + 1, at + 1 + arrowWithin)) {
    if (head.test(line)) return [];
    const [, path, number, column] = arrow.exec(line) ?? [];
    if (path === undefined) continue;
    const level = levelOf(word) ?? 'failure';
    return claim(at, { path, line: number, column, level, title: code, message }, context);
  }
  return [];
}

function matchPanic(line: string, { at, next }: { at: number; next: string }, context: MatchContext): Claim[] {
  const [, name, path, number, column] = panicked.exec(line) ?? [];
  if (path !== undefined) {
    return claim(
      at,
      { path, line: number, column, level: 'failure', title: name, message: next || 'panicked' },
      context,
    );
  }
  const [, title, message = '', file, at2, column2] = panickedBefore.exec(line) ?? [];
  if (file === undefined) return [];
  return claim(at, { path: file, line: at2, column: column2, level: 'failure', title, message }, context);
}
