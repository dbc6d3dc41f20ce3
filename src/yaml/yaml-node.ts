import type { Position } from '../problem/problem.ts';

/** A YAML document as read: JSON's shapes, each with its place in the file. Aliases and merge keys are resolved. */
export type YamlNode = YamlScalar | YamlMapping | YamlSequence;

export interface YamlScalar {
  kind: 'scalar';
  /** As written, without quotes: `1.10` and `on` stay what they are. */
  text: string;
  /** As YAML 1.1 understands it. */
  value: string | number | boolean | null;
  style: 'plain' | 'quoted' | 'block';
  /** The file holds the text character by character, apart from quotes around it. */
  isVerbatim: boolean;
  position: Position;
}

export interface YamlMapping {
  kind: 'mapping';
  /** In the file's order. Keys are the words as written. */
  entries: Map<string, YamlEntry>;
  position: Position;
}

export interface YamlEntry {
  key: string;
  keyPosition: Position;
  value: YamlNode;
}

export interface YamlSequence {
  kind: 'sequence';
  items: YamlNode[];
  position: Position;
}

/** Nothing was written, or `null`. */
export function isNothing(node: YamlNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.value === null);
}

/** For messages: what is there, in words. */
export function describeNode(node: YamlNode): string {
  if (node.kind === 'mapping') return 'a mapping';
  if (node.kind === 'sequence') return 'a list';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return `the text "${shorten(node.text)}"`;
  return `${typeof node.value === 'number' ? 'the number' : 'the word'} ${shorten(node.text)}`;
}

/** Text of the file as it may stand in a message: on one line and not long. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

/** The JSON that the node stands for. */
export function toJson(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(toJson);
    case 'mapping':
      return Object.fromEntries([...node.entries.values()].map((entry) => [entry.key, toJson(entry.value)]));
  }
}

/**
 * Where in the file a path of its JSON stands: the key of the last step where it is one, else the value; for a path that leads
 * nowhere, the last place on the way.
 */
export function findPosition(node: YamlNode, path: readonly (string | number)[]): Position {
  let at = node;
  let position = node.position;
  for (const step of path) {
    if (at.kind === 'mapping') {
      const entry = at.entries.get(String(step));
      if (entry === undefined) return position;
      position = entry.keyPosition;
      at = entry.value;
    } else if (at.kind === 'sequence') {
      const item = at.items[Number(step)];
      if (item === undefined) return position;
      position = item.position;
      at = item;
    } else {
      return position;
    }
  }
  return position;
}
