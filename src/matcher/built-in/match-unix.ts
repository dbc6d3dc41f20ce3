import { type Claim, claim, levelOf, type MatchContext, type ProblemLevel } from '../found-problem.ts';

/**
 * `path:line:column: message`, what most tools can say: GCC, Clang, `go build`, `go vet`, golangci-lint, javac, mypy, flake8, ruff,
 * ESLint's unix format, shellcheck, yamllint.
 */
const place = /^(?:vet: )?([^\s:()"']{1,300}):(\d{1,9})(?::(\d{1,9}))?:?\s(\S.*)$/;
const hasEnding = /\.[A-Za-z][A-Za-z0-9_+]{0,9}$/;
/** `error: …`, `fatal error: …`, `[error] …`, `error[E1]: …`. */
const severity =
  /^(?:\[(error|warning|info)\]|(fatal error|error|warning|warn|note|notice|info|hint)(?:\[([\w-]{1,40})\])?:)\s+(.*)$/i;
/** ESLint's unix format: `message [Error/rule]`. */
const unixRule = /^(.*\S)\s\[(Error|Warning)(?:\/([^\]\s]{1,100}))?\]$/;
/** GCC `[-Wunused-variable]`, mypy `[arg-type]`, golangci-lint `(errcheck)`. */
const trailingRule = /\s[[(](-W[\w=+-]{1,60}|[a-z][a-z0-9-]{2,40})[\])]$/;
/** flake8, ruff, pylint, shellcheck: `E302 expected 2 blank lines`. */
const leadingCode = /^([A-Z]{1,4}\d{2,5})\b:?\s+\S/;

export function matchUnix(lines: readonly string[], context: MatchContext): Claim[] {
  return lines.flatMap((line, at) => {
    const [, path = '', number, column, said = ''] = place.exec(line) ?? [];
    if (path === '' || said.startsWith('- ')) return [];
    const read = readSaid(said);
    if (read === 'a note') return [];
    const isSure = read.level !== undefined || (path.endsWith('.go') && column === undefined);
    // Without a severity it takes a column and a file's ending not to be a time, a port or a stack of frames.
    if (!isSure && (column === undefined || !hasEnding.test(path))) return [];
    return claim(at, { path, line: number, column, ...read, level: read.level ?? context.level }, context);
  });
}

function readSaid(said: string): { level?: ProblemLevel; title?: string; message: string } | 'a note' {
  const [, unixMessage, unixLevel = '', unixTitle] = unixRule.exec(said) ?? [];
  if (unixMessage !== undefined) {
    const level = levelOf(unixLevel) ?? 'failure';
    return { level, message: unixMessage, ...(unixTitle === undefined ? {} : { title: unixTitle }) };
  }
  const [, bracketed, named, code, rest] = severity.exec(said) ?? [];
  const word = bracketed ?? named;
  const level = word === undefined ? undefined : levelOf(word);
  // A note explains the problem before it.
  if (level === 'notice') return 'a note';
  const message = rest ?? said;
  const title = code ?? trailingRule.exec(message)?.[1] ?? leadingCode.exec(message)?.[1];
  return { message, ...(level === undefined ? {} : { level }), ...(title === undefined ? {} : { title }) };
}
