import type { Problem } from '../../problem/problem.ts';
import type { DocumentPath } from './read-shape.ts';

/** A problem and the place in the Sensor's document that it is about. */
export interface LocatedProblem {
  problem: Problem;
  path: DocumentPath;
}
