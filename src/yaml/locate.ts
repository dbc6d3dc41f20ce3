import type { LineCounter } from 'yaml';
import type { Position } from '../problem/problem.ts';

/** Turns offsets of the text that was parsed into places of the file as it was written. */
export type Locate = (offset: number) => Position;

/** `added`: by how many spaces lines were moved to the right before they were parsed. */
export function locateIn(lines: LineCounter, added: ReadonlyMap<number, number>): Locate {
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    if (line === 0) return { line: 1, column: 1 };
    return { line, column: Math.max(1, col - (added.get(line) ?? 0)) };
  };
}
