import type { Position } from '../problem/problem.ts';
import type { YamlScalar } from './yaml-node.ts';

/** The place of a character of a text; where folding or escapes have moved what is in it, the place where the text begins. */
export function positionInScalar(scalar: YamlScalar, offset: number): Position {
  const { position, isVerbatim, style } = scalar;
  if (!isVerbatim) return position;
  return { ...position, column: position.column + offset + (style === 'quoted' ? 1 : 0) };
}
