import { type Claim, claim, type MatchContext } from '../found-problem.ts';

/** `    cart_test.go:12: want 2, got 3`: a file's name without its directory, which the package below tells. */
const said = /^\s{4,40}([\w.-]{1,100}\.go):(\d{1,9}): (.*)$/;
const begun = /^\s{0,40}=== (?:RUN|NAME|CONT)\s{1,4}(\S{1,300})/;
const judged = /^\s{0,40}--- (FAIL|PASS|SKIP): (\S{1,300})/;
/** `FAIL	github.com/acme/cart/price	0.3s`, `ok  	…`. */
const packageEnd = /^(?:FAIL|ok)\s{1,4}(\S{1,300})\s/;
const maxPending = 500;

interface Pending {
  at: number;
  file: string;
  line: string | undefined;
  title: string;
  message: string;
}

/** What the tests of one package said so far. */
interface PackageTests {
  current: string | undefined;
  failed: Set<string>;
  pending: Pending[];
}

/** What failed tests of `go test` said, with `-v` or without. */
export function matchGoTest(lines: readonly string[], context: MatchContext): Claim[] {
  const claims: Claim[] = [];
  let tests: PackageTests = { current: undefined, failed: new Set(), pending: [] };
  for (const [at, line] of lines.entries()) {
    follow(tests, at, line);
    const [, importPath] = packageEnd.exec(line) ?? [];
    if (importPath === undefined) continue;
    const failed = tests.pending.filter(({ title }) => tests.failed.has(title));
    for (const each of failed) claims.push(...place(each, importPath, context));
    tests = { current: undefined, failed: new Set(), pending: [] };
  }
  return claims;
}

function follow(tests: PackageTests, at: number, line: string): void {
  const [, outcome, name] = judged.exec(line) ?? [];
  const title = name ?? begun.exec(line)?.[1];
  if (title !== undefined) tests.current = title;
  if (outcome === 'FAIL' && name !== undefined) tests.failed.add(name);
  if (tests.current === undefined || tests.pending.length >= maxPending) return;
  const [, file, number, message = ''] = said.exec(line) ?? [];
  if (file !== undefined) tests.pending.push({ at, file, line: number, title: tests.current, message });
}

/** The module is taken to be the repository: the import path below `host/owner/repository`, with a major version or not. */
function place({ at, file, ...found }: Pending, importPath: string, context: MatchContext): Claim[] {
  const [, , , ...inside] = importPath.split('/');
  if (!/^[\w.-]+\.[a-z]{2,}\//.test(importPath)) return [];
  const directory = /^v\d+$/.test(inside[0] ?? '') ? inside.slice(1) : inside;
  return claim(at, { path: [...directory, file].join('/'), level: 'failure', ...found }, context);
}
