/** One line of a vector file: a function of Argo Events, what went in, what came out. */
export interface Vector {
  fn: string;
  name: string;
  input: Record<string, unknown>;
  expected: Record<string, unknown>;
}

/** What became of one vector. `actual` is absent for a function that this project does not have. */
export interface Outcome {
  vector: Vector;
  passed: boolean;
  actual?: unknown;
}

/** Calls this project's counterpart of an upstream function and answers in upstream's form; a promise where it runs a script. */
export type Adapter = (input: Record<string, unknown>, expected: Record<string, unknown>) => unknown;

export function parseVectors(text: string): Vector[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Vector);
}
