import { Scalar } from 'yaml';
import { type Position, problem } from '../problem/problem.ts';
import { type Conversion, positionOf } from './conversion.ts';
import { resolveScalar } from './resolve-scalar.ts';
import { shorten, type YamlScalar } from './yaml-node.ts';

const tagPrefix = 'tag:yaml.org,2002:';
const typeOfTag: Record<string, string> = { int: 'number', float: 'number', bool: 'boolean', null: 'object' };

/** One word or text: what it means is for YAML 1.1 to say where it has no quotes, and for its tag where it has one. */
export function convertScalar(node: Scalar, conversion: Conversion): YamlScalar {
  const text = String(node.value);
  const style = styleOf(node);
  const [start, end] = node.range ?? [0, 0];
  const scalar: YamlScalar = {
    kind: 'scalar',
    text,
    value: style === 'plain' ? resolveScalar(text) : text,
    style,
    isVerbatim: style !== 'block' && end - start === text.length + (style === 'quoted' ? 2 : 0),
    position: positionOf(node, conversion),
  };
  return node.tag === undefined ? scalar : applyTag(scalar, node.tag, conversion);
}

/** What stands where nothing was written. */
export function emptyScalar(position: Position): YamlScalar {
  return { kind: 'scalar', text: '', value: null, style: 'plain', isVerbatim: true, position };
}

/** The short name of a tag that is known; anything else is a problem. */
export function checkTag(
  { tag, known, position }: { tag: string | undefined; known: readonly string[]; position: Position },
  conversion: Conversion,
): string | undefined {
  const name = tag?.startsWith(tagPrefix) === true ? tag.slice(tagPrefix.length) : undefined;
  if (tag === undefined || tag === '!' || (name !== undefined && known.includes(name))) return name;
  const spelt = shorten(name === undefined ? tag : `!!${name}`);
  conversion.problems.push(problem('config.unknown-tag', { tag: spelt }, { file: conversion.file, position }));
  return undefined;
}

function styleOf(node: Scalar): YamlScalar['style'] {
  if (node.type === Scalar.PLAIN) return 'plain';
  return node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE ? 'quoted' : 'block';
}

function applyTag(scalar: YamlScalar, tag: string, conversion: Conversion): YamlScalar {
  const { position, text } = scalar;
  const known = checkTag({ tag, known: ['str', ...Object.keys(typeOfTag)], position }, conversion);
  const expected = known === undefined ? undefined : typeOfTag[known];
  const value = expected === undefined ? text : resolveScalar(text);
  if (expected !== undefined && typeof value !== expected) {
    const reason = `"${shorten(text)}" is marked as !!${known} and is none`;
    conversion.problems.push(problem('config.invalid-yaml', { reason }, { file: conversion.file, position }));
  }
  return { ...scalar, value };
}
