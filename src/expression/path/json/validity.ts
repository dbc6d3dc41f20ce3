import { endOfString } from './scan.ts';

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const unicodeEscape = /u[\da-fA-F]{4}/y;

/**
 * True for text that is JSON by RFC 8259. Works over the text without building values and without recursion, so that deep
 * nesting cannot exhaust the stack.
 */
export function isValidJson(text: string): boolean {
  const reader: Reader = { text, at: 0, open: [] };
  let expects: Expectation = 'value';
  while (expects !== 'end') {
    skipBlanks(reader);
    const next = readPart(reader, expects);
    if (next === undefined) return false;
    expects = next;
  }
  skipBlanks(reader);
  return reader.at === text.length;
}

interface Reader {
  text: string;
  at: number;
  /** Brackets that are open, innermost last. */
  open: string[];
}

type Expectation = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'comma-or-close' | 'end';

function readPart(reader: Reader, expects: Expectation): Expectation | undefined {
  const character = reader.text[reader.at];
  if (character === undefined) return undefined;
  switch (expects) {
    case 'colon':
      return character === ':' ? step(reader, 'value') : undefined;
    case 'comma-or-close':
      if (character !== ',') return closeBracket(reader, character);
      return step(reader, reader.open.at(-1) === '{' ? 'key' : 'value');
    case 'key':
      return readKey(reader, character);
    case 'key-or-close':
      return character === '}' ? closeBracket(reader, character) : readKey(reader, character);
    case 'value-or-close':
      return character === ']' ? closeBracket(reader, character) : readValue(reader, character);
    default:
      return readValue(reader, character);
  }
}

function readKey(reader: Reader, character: string): Expectation | undefined {
  return character === '"' && readString(reader) ? 'colon' : undefined;
}

function readValue(reader: Reader, character: string): Expectation | undefined {
  if (character === '{' || character === '[') {
    reader.open.push(character);
    return step(reader, character === '{' ? 'key-or-close' : 'value-or-close');
  }
  const read = character === '"' ? readString(reader) : readWord(reader) || readNumber(reader);
  return read ? afterValue(reader) : undefined;
}

function closeBracket(reader: Reader, character: string): Expectation | undefined {
  const open = reader.open.pop();
  if (!((open === '{' && character === '}') || (open === '[' && character === ']'))) return undefined;
  reader.at++;
  return afterValue(reader);
}

function afterValue(reader: Reader): Expectation {
  return reader.open.length === 0 ? 'end' : 'comma-or-close';
}

function step(reader: Reader, next: Expectation): Expectation {
  reader.at++;
  return next;
}

function readString(reader: Reader): boolean {
  const end = endOfString(reader.text, reader.at);
  if (end === -1) return false;
  for (let at = reader.at + 1; at < end - 1; at++) {
    const code = reader.text.charCodeAt(at);
    if (code < 0x20) return false;
    if (code !== 0x5c) continue;
    if (!isEscape(reader.text, at + 1)) return false;
    at++;
  }
  reader.at = end;
  return true;
}

function isEscape(text: string, at: number): boolean {
  if (text[at] !== 'u') return '"\\/bfnrt'.includes(text.charAt(at));
  unicodeEscape.lastIndex = at;
  return unicodeEscape.test(text);
}

function readWord(reader: Reader): boolean {
  for (const word of ['true', 'false', 'null']) {
    if (reader.text.startsWith(word, reader.at)) {
      reader.at += word.length;
      return true;
    }
  }
  return false;
}

function readNumber(reader: Reader): boolean {
  numberPattern.lastIndex = reader.at;
  const found = numberPattern.exec(reader.text);
  if (found === null) return false;
  reader.at = numberPattern.lastIndex;
  return true;
}

function skipBlanks(reader: Reader): void {
  while (isBlank(reader.text.charCodeAt(reader.at))) reader.at++;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
