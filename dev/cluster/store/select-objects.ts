import type { KubeObject } from './kube-object.ts';

export type Selector = (object: KubeObject) => boolean;
type SelectorResult = { ok: true; matches: Selector } | { ok: false; message: string };

const setRequirement = /^([^\s!=,()]+)\s+(in|notin)\s*\(([^()]*)\)$/;
const equalityRequirement = /^([^\s!=,()]+)\s*(==|=|!=)\s*([^\s!=,()]*)$/;
const existence = /^(!?)\s*([^\s!=,()]+)$/;

/** Reads a label selector: `a=b, c!=d, e in (f, g), h notin (i), j, !k`. */
export function parseLabelSelector(text: string): SelectorResult {
  const tests: Selector[] = [];
  for (const part of splitOutsideParentheses(text)) {
    const requirement = readRequirement(part);
    if (requirement === undefined) {
      return { ok: false, message: `unable to parse requirement: found '${part}', expected: a label requirement` };
    }
    tests.push(requirement);
  }
  return { ok: true, matches: (object) => tests.every((test) => test(object)) };
}

function readRequirement(part: string): Selector | undefined {
  const set = setRequirement.exec(part);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = new Set(list.split(',').map((value) => value.trim()));
    if (operator === 'in') return (object) => values.has(labelOf(object, key) ?? '\0');
    return (object) => !values.has(labelOf(object, key) ?? '\0');
  }
  const equality = equalityRequirement.exec(part);
  if (equality !== null) {
    const [, key = '', operator, value = ''] = equality;
    if (operator === '!=') return (object) => labelOf(object, key) !== value;
    return (object) => labelOf(object, key) === value;
  }
  const exists = existence.exec(part);
  if (exists === null) return undefined;
  const [, not, key = ''] = exists;
  return (object) => (labelOf(object, key) === undefined) === (not === '!');
}

function labelOf(object: KubeObject, key: string): string | undefined {
  const labels = object.metadata.labels;
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  parts.push(part.trim());
  return text.trim() === '' ? [] : parts;
}

/** Reads a field selector; the API server knows `metadata.name` and `metadata.namespace` for every kind. */
export function parseFieldSelector(text: string): SelectorResult {
  const tests: Selector[] = [];
  for (const part of text.split(',').filter((each) => each.trim() !== '')) {
    const [, field, operator, value = ''] = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(.*?)\s*$/.exec(part) ?? [];
    if (field !== 'metadata.name' && field !== 'metadata.namespace') {
      return { ok: false, message: `field label not supported: ${field ?? part}` };
    }
    tests.push((object) => {
      const actual = field === 'metadata.name' ? object.metadata.name : (object.metadata.namespace ?? '');
      return (actual === value) === (operator !== '!=');
    });
  }
  return { ok: true, matches: (object) => tests.every((test) => test(object)) };
}
