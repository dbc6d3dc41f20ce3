import { describeNode, isNothing, type YamlMapping, type YamlNode, type YamlScalar } from '../../yaml/yaml-node.ts';
import { type Reading, report } from './reading.ts';

/** Something to read and what to call it: `on.push.branches of pipeline "ci"`. */
export interface Subject {
  node: YamlNode;
  where: string;
}

/** What to call a part of something: `on.push of pipeline "ci"` for `push` in `on of pipeline "ci"`. */
export function within(where: string, key: string): string {
  return where.replace(/^\S+/, (path) => `${path}.${key}`);
}

/** A mapping; nothing at all counts as an empty one. Anything else is a problem and undefined. */
export function readMapping(subject: Subject, reading: Reading): YamlMapping | undefined {
  const { node } = subject;
  if (node.kind === 'mapping') return node;
  if (isNothing(node)) return { kind: 'mapping', entries: new Map(), position: node.position };
  return reportType(subject, 'a mapping', reading);
}

/** A text as it is written: `1.10` and `on` keep their characters. */
export function readText(subject: Subject, reading: Reading): string | undefined {
  return readTextScalar(subject, reading)?.text;
}

/** A list of texts, or a single one. The list has at least one. */
export function readTexts(subject: Subject, reading: Reading): YamlScalar[] | undefined {
  const { node, where } = subject;
  if (node.kind !== 'sequence') {
    const single = node.kind === 'scalar' && !isNothing(node) ? node : undefined;
    return single === undefined ? reportType(subject, 'a text or a list of texts', reading) : [single];
  }
  if (node.items.length === 0) return reportType(subject, 'a list with at least one text', reading, 'an empty list');
  const texts = node.items.map((item) => readTextScalar({ node: item, where: `an element of ${where}` }, reading));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

export function readBoolean(subject: Subject, reading: Reading): boolean | undefined {
  const { node } = subject;
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  return reportType(subject, 'true or false', reading);
}

/** A whole number of at least 1. */
export function readCount(subject: Subject, reading: Reading): number | undefined {
  const { node } = subject;
  if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isSafeInteger(node.value) && node.value >= 1) {
    return node.value;
  }
  return reportType(subject, 'a whole number from 1', reading);
}

function readTextScalar(subject: Subject, reading: Reading): YamlScalar | undefined {
  const { node } = subject;
  if (node.kind === 'scalar' && !isNothing(node)) return node;
  return reportType(subject, 'a text', reading);
}

function reportType({ node, where }: Subject, expected: string, reading: Reading, found?: string): undefined {
  report(reading, node.position, 'config.wrong-type', { where, expected, found: found ?? describeNode(node) });
}
