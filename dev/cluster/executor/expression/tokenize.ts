export interface Token {
  kind: 'number' | 'string' | 'name' | 'operator' | 'end';
  text: string;
}

type Tokens = { ok: true; tokens: Token[] } | { ok: false; message: string };

const operators = ['&&', '||', '==', '!=', '<=', '>=', '??', '=~', '!~', ...'!<>+-*/%?:.,()[]'];
const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' };

/** Cuts an expression into its words. */
export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    const token = character === '"' || character === "'" ? readString(text, at) : readWord(text, at);
    if (token === undefined) return { ok: false, message: `Invalid token: '${text.slice(at, at + 20)}'` };
    tokens.push(token.token);
    at = token.end;
  }
  return { ok: true, tokens: [...tokens, { kind: 'end', text: '' }] };
}

function readString(text: string, start: number): { token: Token; end: number } | undefined {
  const quote = text[start];
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === quote) return { token: { kind: 'string', text: value }, end: at + 1 };
    if (character !== '\\') {
      value += character;
      continue;
    }
    at += 1;
    const escaped = text[at] ?? '';
    const unicode = escaped === 'u' ? /^[0-9a-fA-F]{4}/.exec(text.slice(at + 1))?.[0] : undefined;
    if (unicode !== undefined) {
      value += String.fromCharCode(Number.parseInt(unicode, 16));
      at += 4;
    } else value += escapes[escaped] ?? escaped;
  }
  return undefined;
}

function readWord(text: string, at: number): { token: Token; end: number } | undefined {
  const rest = text.slice(at);
  const number = /^\d+(\.\d+)?/.exec(rest)?.[0];
  if (number !== undefined && !/^[A-Za-z_]/.test(rest.slice(number.length))) {
    return { token: { kind: 'number', text: number }, end: at + number.length };
  }
  const name = /^[A-Za-z0-9_$]+/.exec(rest)?.[0];
  if (name !== undefined) return { token: { kind: 'name', text: name }, end: at + name.length };
  const operator = operators.find((each) => rest.startsWith(each));
  return operator === undefined
    ? undefined
    : { token: { kind: 'operator', text: operator }, end: at + operator.length };
}
