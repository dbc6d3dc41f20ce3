import type { CheckAnnotation } from '../../github/github.ts';
import { findProblems, type OwnMatchers, withoutRepeats } from '../../matcher/find-problems.ts';
import type { FoundProblem, ProblemLevel } from '../../matcher/found-problem.ts';
import type { Workspace } from '../../matcher/locate-path.ts';
import type { Said } from '../../matcher/match-commands.ts';

/** A step's output, cleaned and masked. */
export interface ReadStep {
  name: string;
  /** The name says something: the Workflow has other steps. */
  isNamed: boolean;
  hasFailed: boolean;
  workspace: Workspace;
  lines: readonly string[];
}

export interface StepFindings {
  problems: FoundProblem[];
  said: Said[];
}

/** Three requests' worth: whoever has more to read than this reads the log. */
const maxAnnotations = 150;

/** What one step's output says about the code, under the step's name. */
export function findInStep(step: ReadStep, own: OwnMatchers): StepFindings {
  const { problems, said } = findProblems(step, own);
  const named = (title: string | undefined) => [step.isNamed ? step.name : undefined, title].filter(Boolean).join(': ');
  return {
    problems: problems.map((each) => ({ ...each, title: named(each.title) })),
    said: said.map((each) => ({ ...each, title: named(each.title) })),
  };
}

/** The annotations of a check: the worst first, nothing twice, and not more than people read. */
export function chooseAnnotations(problems: readonly FoundProblem[]): {
  annotations: CheckAnnotation[];
  leftOut: number;
} {
  const order: ProblemLevel[] = ['failure', 'warning', 'notice'];
  const sorted = order.flatMap((level) => problems.filter((each) => each.level === level));
  const all = withoutRepeats(sorted);
  return {
    annotations: all.slice(0, maxAnnotations).map(toAnnotation),
    leftOut: Math.max(0, all.length - maxAnnotations),
  };
}

function toAnnotation({
  path,
  line,
  endLine,
  column,
  endColumn,
  level,
  title,
  message,
}: FoundProblem): CheckAnnotation {
  return {
    path,
    startLine: line,
    endLine: endLine ?? line,
    ...(column === undefined ? {} : { startColumn: column }),
    ...(endColumn === undefined ? {} : { endColumn }),
    level,
    ...(title ? { title } : {}),
    message,
  };
}
