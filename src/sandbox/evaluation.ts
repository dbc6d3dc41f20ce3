/** One thing to compute. `data` is the event's data as JSON text, empty where the event has none; `now` is in ms since 1970. */
export type Evaluation =
  | { kind: 'script'; program: string; data: string; purpose: ScriptPurpose }
  | { kind: 'jq'; program: string; data: string; now: number };

/** A `filter` answers whether the event passes, a `transform` its new data. */
export type ScriptPurpose = 'filter' | 'transform';

/**
 * What an engine answers: JSON text (`true` or `false` for a filter), or why not. `program`: the program failed, with Argo's
 * sentence where it has one; the others are limits of this app, and `crash` the engine's own end (a stack that is too small).
 */
export type EngineAnswer =
  | { ok: true; data: string }
  | { ok: false; reason: 'program'; message: string }
  | { ok: false; reason: 'memory' | 'output' | 'depth' | 'crash' };

/** What one evaluation may use. */
export interface EngineLimits {
  memoryBytes: number;
  outputBytes: number;
}

export function failProgram(message: string): EngineAnswer {
  return { ok: false, reason: 'program', message };
}
