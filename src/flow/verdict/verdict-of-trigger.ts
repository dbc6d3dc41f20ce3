import type { Problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Verdict, verdictOfRun } from './check-request.ts';
import { renderProblems } from './describe-problems.ts';

/** The verdict of a trigger that makes no Workflow of its own and failed: it is how people see that it did. */
export function verdictOfFailure(request: RunRequest, problems: readonly Problem[]): Verdict {
  const verdict = verdictOfRun(request, 'failure', problems);
  return { ...verdict, summary: renderProblems('The trigger was not carried out, or not to its end.', problems) };
}

/** The verdict of such a trigger that was carried out; only Sensors that ask for it have one. */
export function verdictOfSuccess(request: RunRequest): Verdict {
  const why = request.why.map((sentence) => `- ${sentence.replaceAll('`', "'")}`);
  return {
    ...verdictOfRun(request, 'success', []),
    title: 'The trigger was carried out',
    summary: ['It was carried out because of:', '', ...why].join('\n'),
  };
}
