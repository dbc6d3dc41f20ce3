import { ExpressionFailure } from '../../pratt/expression-failure.ts';

/** One step of a path. */
export type Step =
  | { kind: 'key'; key: string }
  | { kind: 'index'; index: number }
  | { kind: 'wildcard' }
  | { kind: 'recursive' }
  | { kind: 'length' }
  | { kind: 'range'; from: number | undefined; to: number | undefined; step: number }
  | { kind: 'union'; members: (string | number)[] };

const maxLength = 1_000;

/** Takes a JSONPath apart. Fails with a message where it is none. */
export function readSteps(path: string): Step[] {
  if (path.length > maxLength) throw refuse(path.slice(0, 50), `a path has at most ${maxLength} characters`);
  if (!/^[$@](?:[.[]|$)/.test(path)) throw refuse(path, `unexpected token '${path.charAt(0)}' at index 0`);
  const steps: Step[] = [];
  for (let at = 1; at < path.length; ) {
    const part = readPart(path, at);
    if (part === undefined) throw refuse(path, `invalid token. '${path.slice(at)}' does not match any token format`);
    steps.push(...part.steps);
    at += part.length;
  }
  return steps;
}

function refuse(path: string, reason: string): ExpressionFailure {
  return new ExpressionFailure(`invalid JSONPath selector '${path}' ${reason}`);
}

interface Part {
  steps: Step[];
  length: number;
}

function readPart(path: string, at: number): Part | undefined {
  const rest = path.slice(at);
  if (rest.startsWith('..')) return readRecursive(rest);
  if (rest.startsWith('[')) return readSubscript(rest);
  const name = /^\.([^.[]+)/.exec(rest);
  if (name !== null) return { steps: [namedStep(name[1] ?? '')], length: name[0].length };
  return rest.startsWith('.[') ? shift(readSubscript(rest.slice(1)), 1) : undefined;
}

function shift(part: Part | undefined, by: number): Part | undefined {
  return part === undefined ? undefined : { ...part, length: part.length + by };
}

function readRecursive(rest: string): Part {
  const recursive: Step = { kind: 'recursive' };
  const name = /^\.\.([^.[]+)/.exec(rest);
  if (name === null) return { steps: [recursive], length: 2 };
  return { steps: [recursive, namedStep(name[1] ?? '')], length: name[0].length };
}

function namedStep(written: string): Step {
  const name = written.trim();
  if (name === '*') return { kind: 'wildcard' };
  return name === 'length' ? { kind: 'length' } : { kind: 'key', key: name };
}

const quoted = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`;
const subscript = new RegExp(String.raw`^\[\s*((?:${quoted}|[^'"\]])*)\]`);
const member = new RegExp(String.raw`^\s*(?:(${quoted})|(-?\d+))\s*(,|$)`);

function readSubscript(rest: string): Part | undefined {
  const found = subscript.exec(rest);
  const inside = found?.[1]?.trim();
  if (found === null || inside === undefined || inside === '') return undefined;
  const step = inside === '*' ? ({ kind: 'wildcard' } as const) : (readRange(inside) ?? readMembers(inside));
  return step === undefined ? undefined : { steps: [step], length: found[0].length };
}

function readRange(inside: string): Step | undefined {
  const found = /^(-?\d+)?\s*:\s*(-?\d+)?(?:\s*:\s*(-?\d+)?)?$/.exec(inside);
  if (found === null) return undefined;
  const [, from, to, step] = found;
  const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return { kind: 'range', from: numberOf(from), to: numberOf(to), step: numberOf(step) ?? 1 };
}

/** One key or index, or several with commas between them. */
function readMembers(inside: string): Step | undefined {
  const members: (string | number)[] = [];
  let rest = inside;
  do {
    const found = member.exec(rest);
    if (found === null) return undefined;
    const [text, key, index, end] = found;
    members.push(key === undefined ? Number(index) : key.slice(1, -1).replace(/\\(['"])/g, '$1'));
    rest = rest.slice(text.length);
    if (end === ',' && rest === '') return undefined;
  } while (rest !== '');
  const [first] = members;
  if (members.length > 1 || first === undefined) return { kind: 'union', members };
  return typeof first === 'string' ? { kind: 'key', key: first } : { kind: 'index', index: first };
}
