import type { EngineAnswer, EngineLimits, Evaluation } from '../evaluation.ts';

/** What a thread is told: the limits that hold for everything it does. */
export interface WorkerOptions {
  limits: EngineLimits;
}

export interface EngineRequest {
  evaluation: Evaluation;
}

/** What a thread says: first that it is ready, then an answer to each request; after one that is `broken` it is of no further use. */
export type EngineMessage = { kind: 'ready' } | { kind: 'answer'; answer: EngineAnswer; isBroken: boolean };
