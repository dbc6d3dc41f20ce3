import type { Node } from 'yaml';
import type { Position, Problem } from '../problem/problem.ts';
import type { Locate } from './locate.ts';

/** State of one file's conversion. */
export interface Conversion {
  file: string;
  locate: Locate;
  problems: Problem[];
  /** Values so far, in all documents. */
  values: number;
}

export function positionOf(node: Node, conversion: Conversion): Position {
  return conversion.locate(node.range?.[0] ?? 0);
}
