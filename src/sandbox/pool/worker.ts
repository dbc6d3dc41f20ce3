import { parentPort, workerData } from 'node:worker_threads';
import type { EngineAnswer, EngineLimits, Evaluation } from '../evaluation.ts';
import { answerRequest } from '../jq/answer-request.ts';
import { type JqEngine, loadJqEngine } from '../jq/load-jq-engine.ts';
import { runJq } from '../jq/run-jq.ts';
import { loadLuaEngine } from '../lua/load-lua-engine.ts';
import { type AskedScript, createScriptRunner } from '../lua/run-script.ts';
import type { EngineMessage, EngineRequest, WorkerOptions } from './engine-message.ts';
import { limitMemoryGrowth } from './limit-memory-growth.ts';

interface Engines {
  runScript: (asked: AskedScript) => EngineAnswer;
  jq: JqEngine;
  hasLackedMemory: () => boolean;
}

/** The engines' thread: says when it is ready, then answers one request after the other. */
async function serve({ limits }: WorkerOptions): Promise<void> {
  // What an engine prints as it breaks is for nobody; unread it would pile up.
  console.log = console.warn = console.error = () => undefined;
  const hasLackedMemory = limitMemoryGrowth(limits.memoryBytes);
  const runScript = createScriptRunner(loadLuaEngine(), limits);
  const engines = { runScript, jq: await loadJqEngine(answerRequest), hasLackedMemory };
  parentPort?.on('message', ({ evaluation }: EngineRequest) => say(answer(engines, evaluation, limits)));
  say({ kind: 'ready' });
}

function answer(engines: Engines, evaluation: Evaluation, limits: EngineLimits): EngineMessage {
  try {
    return { kind: 'answer', answer: evaluate(engines, evaluation, limits), isBroken: false };
  } catch {
    // An engine that ended otherwise than by an answer may hold anything: this thread is given up, and with it what was thrown.
    return {
      kind: 'answer',
      answer: { ok: false, reason: engines.hasLackedMemory() ? 'memory' : 'crash' },
      isBroken: true,
    };
  }
}

function evaluate(
  { runScript, jq, hasLackedMemory }: Engines,
  evaluation: Evaluation,
  limits: EngineLimits,
): EngineAnswer {
  hasLackedMemory();
  return evaluation.kind === 'script' ? runScript(evaluation) : runJq(jq, evaluation, limits);
}

function say(message: EngineMessage): void {
  parentPort?.postMessage(message);
}

await serve(workerData as WorkerOptions);
