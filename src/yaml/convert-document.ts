import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { type Position, problem } from '../problem/problem.ts';
import { type Conversion, positionOf } from './conversion.ts';
import { checkTag, convertScalar, emptyScalar } from './convert-scalar.ts';
import { shorten, type YamlEntry, type YamlMapping, type YamlNode } from './yaml-node.ts';

/** Values in a file after its aliases are followed: a file of 64 KiB has fewer without them. */
const maxValues = 50_000;

interface Anchors {
  /** Finished ones: how many values each stands for. */
  done: Map<string, { node: YamlNode; values: number }>;
  open: Set<string>;
}

/** Converts one document; undefined when it is empty. What is wrong in it goes to the conversion's problems. */
export function convertDocument(document: Document.Parsed, conversion: Conversion): YamlNode | undefined {
  if (document.contents === null) return undefined;
  const node = convert(document.contents, conversion, { done: new Map(), open: new Set() });
  return node.kind === 'scalar' && node.style === 'plain' && node.text === '' ? undefined : node;
}

function convert(node: Node, conversion: Conversion, anchors: Anchors): YamlNode {
  if (isAlias(node)) return followAlias(node.source, positionOf(node, conversion), { conversion, anchors });
  const anchor = 'anchor' in node ? node.anchor : undefined;
  const valuesBefore = conversion.values;
  conversion.values += 1;
  if (anchor !== undefined) anchors.open.add(anchor);
  const converted = convertValue(node, conversion, anchors);
  if (anchor !== undefined) {
    anchors.open.delete(anchor);
    anchors.done.set(anchor, { node: converted, values: conversion.values - valuesBefore });
  }
  return converted;
}

function convertValue(node: Node, conversion: Conversion, anchors: Anchors): YamlNode {
  if (isScalar(node)) return convertScalar(node, conversion);
  checkTag({ tag: node.tag, known: ['map', 'seq'], position: positionOf(node, conversion) }, conversion);
  if (isMap<Node, Node | null>(node)) return convertMapping(node, conversion, anchors);
  const items = isSeq<Node>(node) ? node.items : [];
  return {
    kind: 'sequence',
    items: items.map((item) => convert(item, conversion, anchors)),
    position: positionOf(node, conversion),
  };
}

function followAlias(
  name: string,
  position: Position,
  { conversion, anchors }: { conversion: Conversion; anchors: Anchors },
): YamlNode {
  const place = { file: conversion.file, position };
  const target = anchors.done.get(name);
  const values = target?.values ?? 0;
  if (target === undefined) {
    const code = anchors.open.has(name) ? 'config.circular-alias' : 'config.unknown-alias';
    conversion.problems.push(problem(code, { name: shorten(name) }, place));
    return emptyScalar(position);
  }
  if (conversion.values + values > maxValues) {
    conversion.problems.push(problem('config.too-many-values', { limit: maxValues }, place));
    return emptyScalar(position);
  }
  conversion.values += values;
  return target.node;
}

function convertMapping(map: YAMLMap<Node, Node | null>, conversion: Conversion, anchors: Anchors): YamlMapping {
  const entries = new Map<string, YamlEntry>();
  const merged: YamlNode[] = [];
  for (const pair of map.items) {
    const key = convert(pair.key, conversion, anchors);
    const value: YamlNode = pair.value === null ? emptyScalar(key.position) : convert(pair.value, conversion, anchors);
    if (key.kind === 'scalar' && key.style === 'plain' && key.text === '<<') merged.push(value);
    else addEntry(entries, { key, value, keyPosition: positionOf(pair.key, conversion) }, conversion);
  }
  for (const each of merged) mergeInto(entries, each, conversion);
  return { kind: 'mapping', entries, position: positionOf(map, conversion) };
}

function addEntry(
  entries: Map<string, YamlEntry>,
  { key, value, keyPosition }: { key: YamlNode; value: YamlNode; keyPosition: Position },
  conversion: Conversion,
): void {
  const place = { file: conversion.file, position: keyPosition };
  if (key.kind !== 'scalar') {
    conversion.problems.push(problem('config.key-not-text', {}, place));
  } else if (key.text === '__proto__') {
    conversion.problems.push(problem('config.reserved-key', { key: key.text }, place));
  } else if (entries.has(key.text)) {
    const line = entries.get(key.text)?.keyPosition.line ?? 1;
    conversion.problems.push(problem('config.duplicate-key', { key: shorten(key.text), line }, place));
  } else {
    entries.set(key.text, { key: key.text, keyPosition, value });
  }
}

/** `<<`: what is written in the mapping itself wins, then what is merged first. */
function mergeInto(entries: Map<string, YamlEntry>, source: YamlNode, conversion: Conversion): void {
  const sources = source.kind === 'sequence' ? source.items : [source];
  for (const each of sources) {
    if (each.kind !== 'mapping') {
      const reason = '"<<" takes a mapping or a list of mappings';
      const place = { file: conversion.file, position: each.position };
      conversion.problems.push(problem('config.invalid-yaml', { reason }, place));
      continue;
    }
    for (const [key, entry] of each.entries) {
      if (!entries.has(key)) entries.set(key, entry);
    }
  }
}
