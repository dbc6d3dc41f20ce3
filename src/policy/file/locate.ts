import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';
import type { Position } from '../../problem/problem.ts';

/** Where the value at this path begins; the nearest thing around it where the path leads nowhere. */
export function locateValue(document: Document.Parsed, path: readonly string[], lines: LineCounter): Position {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return toPosition(node.range[0], lines);
  }
  return { line: 1, column: 1 };
}

/** Where the last key of this path stands. */
export function locateKey(document: Document.Parsed, path: readonly string[], lines: LineCounter): Position {
  const parent: unknown = document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1));
    if (isScalar(pair?.key) && pair.key.range) return toPosition(pair.key.range[0], lines);
  }
  return locateValue(document, path, lines);
}

function toPosition(offset: number, lines: LineCounter): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
