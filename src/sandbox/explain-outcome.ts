import { type Problem, problem } from '../problem/problem.ts';
import type { EngineAnswer, Evaluation } from './evaluation.ts';
import type { PoolOutcome } from './pool/create-pool.ts';
import type { SandboxLimits } from './sandbox-limits.ts';

/** Why an evaluation has no value: `message` as Argo Events says it where the program failed, `problem` for people. */
export interface Failure {
  ok: false;
  message: string;
  problem: Problem;
}

const names: Record<Evaluation['kind'], string> = { script: 'script', jq: 'jq program' };
const maxReasonLength = 1000;

/** What the pool says: the engine's JSON text, or why there is none. */
export function explainOutcome(
  outcome: PoolOutcome,
  kind: Evaluation['kind'],
  limits: SandboxLimits,
): { ok: true; data: string } | Failure {
  const program = names[kind];
  if (outcome.kind === 'answer') return explainAnswer(outcome.answer, program, limits);
  if (outcome.kind === 'out-of-time') return fail(problem('sandbox.time-limit', { program, limit: limits.timeMs }));
  if (outcome.kind === 'ended') {
    if (outcome.reason === 'ERR_WORKER_OUT_OF_MEMORY') return fail(outOfMemory(program, limits));
    return fail(problem('sandbox.crashed', { program, reason: outcome.reason }));
  }
  if (outcome.reason === 'busy') return fail(problem('sandbox.busy', { program, limit: limits.waitingPerTenant }));
  return fail(problem('sandbox.closed', { program }));
}

function explainAnswer(
  answer: EngineAnswer,
  program: string,
  limits: SandboxLimits,
): { ok: true; data: string } | Failure {
  if (answer.ok) return answer;
  if (answer.reason === 'program') {
    const message = answer.message.slice(0, maxReasonLength);
    return { ok: false, message, problem: problem('sandbox.program-failed', { program, reason: message.trim() }) };
  }
  if (answer.reason === 'memory') return fail(outOfMemory(program, limits));
  if (answer.reason === 'output') return fail(problem('sandbox.output-limit', { program, limit: limits.outputBytes }));
  if (answer.reason === 'depth') return fail(problem('sandbox.depth-limit', { program }));
  return fail(problem('sandbox.crashed', { program, reason: 'its engine ended' }));
}

function outOfMemory(program: string, { memoryBytes }: SandboxLimits): Problem {
  return problem('sandbox.memory-limit', { program, limit: memoryBytes / (1024 * 1024) });
}

export function fail(found: Problem): Failure {
  return { ok: false, message: found.message, problem: found };
}
