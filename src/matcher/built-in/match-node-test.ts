import { type Claim, claim, type MatchContext } from '../found-problem.ts';

/** Node's own test runner lists failed tests again at its end: `test at test/cart.test.js:15:1`, then name and error. */
const place = /^test at ([^\s:][^:]{0,298}):(\d{1,9}):(\d{1,9})$/;
const failed = /^\s{0,8}✖ (.*?)(?: \([\d.]{1,20}ms\))?$/;
/** A frame of the error's stack. */
const frame = /^\s{4,20}at .{0,300}?\(?((?:file:\/\/)?\/?[^\s():]{1,300}):(\d{1,9}):(\d{1,9})\)?$/;
const within = 60;
const maxMessageLines = 12;

export function matchNodeTest(lines: readonly string[], context: MatchContext): Claim[] {
  return lines.flatMap((line, at) => {
    const [, path, number, column] = place.exec(line) ?? [];
    const [, title] = failed.exec(lines[at + 1] ?? '') ?? [];
    if (path === undefined || title === undefined) return [];
    const block = takeBlock(lines, at + 2);
    const message =
      block
        .filter((each) => !frame.test(each))
        .slice(0, maxMessageLines)
        .join('\n') || 'failed';
    const inside = findFrame(block, context.locate(path), context);
    const found = { line: number, column, ...inside, path, level: 'failure', title, message } as const;
    return claim(at, found, context);
  });
}

/** The error's lines: up to the next test or a line that is not indented. */
function takeBlock(lines: readonly string[], from: number): string[] {
  const block: string[] = [];
  for (const line of lines.slice(from, from + within)) {
    if (line !== '' && !/^\s/.test(line)) break;
    block.push(line);
  }
  return block;
}

/** Where in the test's file the error was thrown: nearer to the reader than where the test begins. */
function findFrame(
  block: readonly string[],
  file: string | undefined,
  { locate }: MatchContext,
): { line?: string; column?: string } {
  for (const each of block) {
    const [, path, line, column] = frame.exec(each) ?? [];
    if (path === undefined || line === undefined || column === undefined) continue;
    const located = locate(path);
    if (located !== undefined && located === file) return { line, column };
  }
  return {};
}
