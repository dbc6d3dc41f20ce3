import type { WorkAllowance } from '../../expression/work/work-allowance.ts';

/** The outcome of an evaluation, or why there is none. */
export type Evaluated = { ok: true; value: boolean } | { ok: false; message: string };

/** The JSON text that a transformation made, or why there is none. */
export type Transformed = { ok: true; data: string } | { ok: false; message: string };

/** The languages of the extensions and the scripts, handed in so that deciding stays free of them. None of them throws. */
export interface Evaluators {
  /** Whether the patterns let one of the values in. */
  matchGlobs: (patterns: string[], values: string[], work: WorkAllowance) => Evaluated;
  /** Evaluates the short form's condition over an event's data. */
  evaluateCondition: (condition: string, data: Record<string, unknown>, work: WorkAllowance) => Evaluated;
  /** Runs a Lua script with the event's data (JSON text) as the global `event`; true when its last value is exactly `true`. */
  filterByScript: (script: string, data: string) => Promise<Evaluated>;
  /** Runs a Lua script with the data as the global `event`; the table that it returns is the new data. */
  transformByScript: (script: string, data: string) => Promise<Transformed>;
  /** Runs a jq program over the data; its first output, an object, is the new data. */
  transformByJq: (program: string, data: string) => Promise<Transformed>;
}
