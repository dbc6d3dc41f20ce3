import { rememberCompiled } from '../../cache/remember-compiled.ts';
import type { GithubEvent } from '../../event/event.ts';
import { compileCondition } from '../../expression/condition/compile-condition.ts';
import { compileGlobs } from '../../expression/glob/compile-globs.ts';
import { nothingLeft, spendOnce, spendWork, type WorkAllowance } from '../../expression/work/work-allowance.ts';
import type { Problem } from '../../problem/problem.ts';
import type { Sandbox } from '../../sandbox/create-sandbox.ts';
import type { Evaluated, Evaluators } from '../../sensor/filters/evaluators.ts';
import { noScripts } from '../../sensor/filters/no-scripts.ts';

/** The languages that need nobody else; a Sensor with a script or jq fails by name. */
export const pureEvaluators: Evaluators = { matchGlobs, evaluateCondition, ...noScripts };

/** The languages for one event, and what went wrong with them that may pass. */
export interface EventEvaluators extends Evaluators {
  /** Why the event has to be decided again: the sandbox was too busy or is closing. */
  postponed(): Problem | undefined;
}

/**
 * The languages with scripts and jq run by the sandbox, as the installation's (or another tenant's) share of it. What a program said about a text is
 * remembered as long as this object: several dependencies may ask the same.
 */
export function createEventEvaluators(
  sandbox: Pick<Sandbox, 'runScript' | 'runJq'>,
  event: Pick<GithubEvent, 'installationId'> | { tenant: string },
): EventEvaluators {
  const caller = { tenant: 'tenant' in event ? event.tenant : String(event.installationId) };
  let postponed: Problem | undefined;
  const note = <Answer extends { ok: true } | { ok: false; problem: Problem }>(answer: Answer): Answer => {
    if (!answer.ok && mayPass.has(answer.problem.code)) postponed ??= answer.problem;
    return answer;
  };
  return {
    ...{ matchGlobs, evaluateCondition },
    filterByScript: rememberAnswers(async (script, data) =>
      note(await sandbox.runScript(script, data, 'filter', caller)),
    ),
    transformByScript: rememberAnswers(async (script, data) =>
      note(await sandbox.runScript(script, data, 'transform', caller)),
    ),
    transformByJq: rememberAnswers(async (program, data) => note(await sandbox.runJq(program, data, caller))),
    postponed: () => postponed,
  };
}

const mayPass: ReadonlySet<string> = new Set<Problem['code']>(['sandbox.busy', 'sandbox.closed']);

type Ask<Answer> = (program: string, data: string) => Promise<Answer>;

function rememberAnswers<Answer>(ask: Ask<Answer>): Ask<Answer> {
  const known = new Map<string, Map<string, Promise<Answer>>>();
  return (program, data) => {
    const ofProgram = known.get(program) ?? new Map<string, Promise<Answer>>();
    known.set(program, ofProgram);
    const answer = ofProgram.get(data) ?? ask(program, data);
    ofProgram.set(data, answer);
    return answer;
  };
}

const conditionOf = rememberCompiled(compileCondition);
const globsOf = rememberCompiled((patterns) => compileGlobs(JSON.parse(patterns) as string[]));

function matchGlobs(patterns: string[], values: string[], work: WorkAllowance): Evaluated {
  const globs = globsOf(JSON.stringify(patterns));
  if (!globs.ok) return globs;
  if (!spendOnce(work, globs, globs.firstWork)) return { ok: false, message: nothingLeft };
  const length = values.reduce((sum, value) => sum + value.length, 0);
  if (!spendWork(work, globs.characterWork * length)) return { ok: false, message: nothingLeft };
  return { ok: true, value: values.some((value) => globs.match(value)) };
}

function evaluateCondition(text: string, data: Record<string, unknown>, work: WorkAllowance): Evaluated {
  if (work.left <= 0) return { ok: false, message: nothingLeft };
  const condition = conditionOf(text);
  if (!spendOnce(work, condition, condition.patternWork)) return { ok: false, message: nothingLeft };
  return condition.ok ? condition.evaluate(data, work) : condition;
}
