import type { PathValue } from '../path-value.ts';

/** A modifier of a path (`@reverse`): JSON text and the text after its colon in, JSON text out. */
export type Modifier = (json: string, argument: string, reading: Reading) => string;

/** What one reading of a path shares with the readings inside it (queries, pipes, multipaths). */
export interface Reading {
  /** Reads a path in another text: with the same limits and one level deeper. */
  read(json: string, path: string): PathValue;
  modifiers: ReadonlyMap<string, Modifier>;
  /** Counts work, in characters looked at or made; false when the limit is reached and the reading must end. */
  spend(characters: number): boolean;
}
