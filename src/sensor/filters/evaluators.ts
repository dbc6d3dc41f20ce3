/** The outcome of an evaluation, or why there is none. */
export type Evaluated = { ok: true; value: boolean } | { ok: false; message: string };

/** The languages of the extensions, handed in so that deciding stays free of them. Both are pure and never throw. */
export interface Evaluators {
  /** Whether the patterns let one of the values in. */
  matchGlobs: (patterns: string[], values: string[]) => Evaluated;
  /** Evaluates the short form's condition over an event's data. */
  evaluateCondition: (condition: string, data: Record<string, unknown>) => Evaluated;
}
