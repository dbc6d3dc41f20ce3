import { problem } from '../problem/problem.ts';
import type { Evaluation, ScriptPurpose } from './evaluation.ts';
import { explainOutcome, type Failure, fail } from './explain-outcome.ts';
import { createPool } from './pool/create-pool.ts';
import { startWorker } from './pool/start-worker.ts';
import { defaultLimits, type SandboxLimits } from './sandbox-limits.ts';

/** Whether an event passes, or why that cannot be said. */
export type Verdict = { ok: true; value: boolean } | Failure;

/** JSON text that takes the place of the event's data, or why there is none. */
export type Transformed = { ok: true; data: string } | Failure;

/** Whose evaluation it is, and when. */
export interface Caller {
  /** Tenants share the sandbox fairly. Without one all are the same tenant. */
  tenant?: string;
  /** What jq's `now` is, in ms since 1970, such as the event's time; otherwise the clock. */
  now?: number;
}

/** Runs a Lua script with the event's data (JSON text; empty where there is none) as the global `event`. Never rejects. */
export interface RunScript {
  (script: string, data: string, purpose: 'filter', caller?: Caller): Promise<Verdict>;
  (script: string, data: string, purpose: 'transform', caller?: Caller): Promise<Transformed>;
}

/** Runs a jq program on the event's data. Never rejects. */
export type RunJq = (program: string, data: string, caller?: Caller) => Promise<Transformed>;

export interface Sandbox {
  runScript: RunScript;
  runJq: RunJq;
  /** Ends all threads; what still runs or waits ends with `sandbox.closed` or `sandbox.crashed`. */
  close(): Promise<void>;
}

/**
 * Runs what people write in Lua and jq, in threads of their own with limits on time, memory, input and output. A program that
 * exceeds them, and an engine that breaks, is one problem of that evaluation: `sandbox.program-failed`, `sandbox.time-limit`,
 * `sandbox.memory-limit`, `sandbox.output-limit`, `sandbox.input-limit`, `sandbox.depth-limit`, `sandbox.program-length`,
 * `sandbox.crashed`, `sandbox.busy`, `sandbox.closed`. Nothing starts before the first evaluation.
 *
 * @example await createSandbox().runScript('return event.action == "opened"', '{"action":"opened"}', 'filter') // { ok: true, value: true }
 */
export function createSandbox(options: Partial<SandboxLimits> & { now?: () => number } = {}): Sandbox {
  const limits: SandboxLimits = { ...defaultLimits, ...options };
  const now = options.now ?? Date.now;
  const pool = createPool(limits, () => startWorker(limits));

  async function evaluate(evaluation: Evaluation, { tenant = '' }: Caller): Promise<Transformed> {
    const refused = refuse(evaluation, limits);
    if (refused !== undefined) return refused;
    return explainOutcome(await pool.evaluate(evaluation, tenant), evaluation.kind, limits);
  }
  function runScript(script: string, data: string, purpose: 'filter', caller?: Caller): Promise<Verdict>;
  function runScript(script: string, data: string, purpose: 'transform', caller?: Caller): Promise<Transformed>;
  async function runScript(
    script: string,
    data: string,
    purpose: ScriptPurpose,
    caller: Caller = {},
  ): Promise<Verdict | Transformed> {
    const answer = await evaluate({ kind: 'script', program: script, data, purpose }, caller);
    return answer.ok && purpose === 'filter' ? { ok: true, value: answer.data === 'true' } : answer;
  }
  return {
    runScript,
    runJq: (program, data, caller = {}) => evaluate({ kind: 'jq', program, data, now: caller.now ?? now() }, caller),
    close: () => pool.close(),
  };
}

function refuse({ kind, program, data }: Evaluation, limits: SandboxLimits): Failure | undefined {
  const name = kind === 'jq' ? 'jq program' : 'script';
  if (program.length > limits.programLength) {
    return fail(
      problem('sandbox.program-length', { program: name, length: program.length, limit: limits.programLength }),
    );
  }
  const bytes = Buffer.byteLength(data);
  if (bytes > limits.inputBytes) {
    return fail(problem('sandbox.input-limit', { program: name, bytes, limit: limits.inputBytes }));
  }
  return undefined;
}
