import { matchEslint } from './built-in/match-eslint.ts';
import { matchGoTest } from './built-in/match-go-test.ts';
import { matchNodeTest } from './built-in/match-node-test.ts';
import { matchPython } from './built-in/match-python.ts';
import { matchRust } from './built-in/match-rust.ts';
import { matchTypescript } from './built-in/match-typescript.ts';
import { matchUnix } from './built-in/match-unix.ts';
import { type Claim, type FoundProblem, longestLine, type MatchContext, type Matcher } from './found-problem.ts';
import { locatePath, type Workspace } from './locate-path.ts';
import { matchCommands, type Said } from './match-commands.ts';
import type { ProblemMatcher } from './own/read-problem-matchers.ts';
import { runProblemMatcher, type SpendWork } from './own/run-problem-matcher.ts';

/** The more exact come first: what they have read nobody reads again. */
const builtIn: readonly Matcher[] = [
  matchTypescript,
  matchEslint,
  matchRust,
  matchPython,
  matchGoTest,
  matchNodeTest,
  matchUnix,
];

export interface StepOutput {
  /** Plain text: no colours, no control characters. */
  lines: readonly string[];
  hasFailed: boolean;
  workspace: Workspace;
}

export interface OwnMatchers {
  matchers: readonly ProblemMatcher[];
  /** Bounds what the repository's patterns may cost. */
  spend: SpendWork;
}

export interface Findings {
  /** In the order of the output; nothing twice. */
  problems: FoundProblem[];
  /** What commands said without naming a file. */
  said: Said[];
}

/** What a step's output says about files of the repository: its own matchers, the built-in ones, and workflow commands. */
export function findProblems({ lines, hasFailed, workspace }: StepOutput, own: OwnMatchers): Findings {
  const readable = lines.map((line) => (line.length > longestLine ? '' : line));
  const context: MatchContext = {
    locate: (path) => locatePath(path, workspace),
    level: hasFailed ? 'failure' : 'warning',
  };
  const commands = matchCommands(readable, context);
  const claims = new Map<number, Claim[]>();
  const take = (found: readonly Claim[]): void => {
    const fresh = found.filter(({ at }) => !claims.has(at));
    for (const each of fresh) claims.set(each.at, [...(claims.get(each.at) ?? []), each]);
  };
  take(commands.claims);
  for (const matcher of own.matchers) take(runProblemMatcher(matcher, readable, { context, spend: own.spend }));
  for (const matcher of builtIn) take(matcher(readable, context));
  const inOrder = [...claims.values()].flat().sort((one, other) => one.at - other.at);
  return { problems: withoutRepeats(inOrder.map(({ problem }) => problem)), said: commands.said };
}

/** Tools print the same problem for each target that they build. */
export function withoutRepeats(problems: readonly FoundProblem[]): FoundProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ path, line, column, message }) => {
    const key = JSON.stringify([path, line, column ?? 0, message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
