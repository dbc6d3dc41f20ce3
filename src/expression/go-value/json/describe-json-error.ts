/** What is wrong with a text that is no JSON, in the words of Go's `encoding/json`, which looks at bytes. */
export function describeJsonError(text: string): string {
  const scan: Scan = { bytes: Buffer.from(text).toString('latin1'), at: 0, open: [] };
  let failure = readValue(scan);
  while (failure === undefined) {
    skipBlanks(scan);
    failure = readAfterValue(scan);
    if (failure === 'done') return 'invalid JSON';
  }
  return failure;
}

interface Scan {
  bytes: string;
  at: number;
  /** The brackets that are open. */
  open: ('[' | '{')[];
}

/** What is wrong; undefined for nothing. */
type Failure = string | undefined;

function skipBlanks(scan: Scan): void {
  while (/^[ \t\r\n]/.test(scan.bytes.charAt(scan.at))) scan.at += 1;
}

function unexpected({ bytes, at }: Scan, context: string): string {
  const character = bytes.charAt(at);
  if (character === '') return 'unexpected end of JSON input';
  return `invalid character ${quoteCharacter(character)} ${context}`;
}

function quoteCharacter(character: string): string {
  if (character === "'") return String.raw`'\''`;
  const escaped: Record<string, string> = {
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\\': '\\\\',
    '\b': '\\b',
    '\f': '\\f',
  };
  const code = character.charCodeAt(0);
  const isPlain = code >= 0x20 && code !== 0x7f && (code < 0x80 || code > 0xa0) && code !== 0xad;
  return `'${escaped[character] ?? (isPlain ? character : `\\${code < 0x80 ? 'x' : 'u00'}${code.toString(16).padStart(2, '0')}`)}'`;
}

/** Reads up to the end of a value that holds no other, or into one that does. */
function readValue(scan: Scan): Failure {
  skipBlanks(scan);
  const first = scan.bytes.charAt(scan.at);
  if (first === '{' || first === '[') return readOpening(scan, first);
  if (first === '"') return readString(scan);
  if (/^[-\d]/.test(first)) return readNumber(scan);
  const word = { t: 'true', f: 'false', n: 'null' }[first];
  return word === undefined ? unexpected(scan, 'looking for beginning of value') : readWord(scan, word);
}

function readOpening(scan: Scan, bracket: '[' | '{'): Failure {
  scan.at += 1;
  scan.open.push(bracket);
  skipBlanks(scan);
  const isEmpty = scan.bytes.charAt(scan.at) === (bracket === '[' ? ']' : '}');
  if (isEmpty) return undefined;
  return bracket === '[' ? readValue(scan) : readKey(scan);
}

function readKey(scan: Scan): Failure {
  skipBlanks(scan);
  if (scan.bytes.charAt(scan.at) !== '"') return unexpected(scan, 'looking for beginning of object key string');
  const failure = readString(scan);
  if (failure !== undefined) return failure;
  skipBlanks(scan);
  if (scan.bytes.charAt(scan.at) !== ':') return unexpected(scan, 'after object key');
  scan.at += 1;
  return readValue(scan);
}

/** What may stand behind a value, and the next value. */
function readAfterValue(scan: Scan): Failure | 'done' {
  const bracket = scan.open.at(-1);
  const character = scan.bytes.charAt(scan.at);
  if (bracket === undefined) return character === '' ? 'done' : unexpected(scan, 'after top-level value');
  if (character === (bracket === '[' ? ']' : '}')) {
    scan.at += 1;
    scan.open.pop();
    return undefined;
  }
  if (character !== ',')
    return unexpected(scan, bracket === '[' ? 'after array element' : 'after object key:value pair');
  scan.at += 1;
  return bracket === '[' ? readValue(scan) : readKey(scan);
}

function readString(scan: Scan): Failure {
  for (scan.at += 1; ; scan.at += 1) {
    const character = scan.bytes.charAt(scan.at);
    if (character === '"') break;
    if (character === '' || character < ' ') return unexpected(scan, 'in string literal');
    const failure = character === '\\' ? readEscape(scan) : undefined;
    if (failure !== undefined) return failure;
  }
  scan.at += 1;
  return undefined;
}

function readEscape(scan: Scan): Failure {
  scan.at += 1;
  const character = scan.bytes.charAt(scan.at);
  if (character === '' || !'bfnrt\\/"u'.includes(character)) return unexpected(scan, 'in string escape code');
  for (let digits = 0; character === 'u' && digits < 4; digits++) {
    scan.at += 1;
    if (!/^[\da-fA-F]/.test(scan.bytes.charAt(scan.at))) return unexpected(scan, 'in \\u hexadecimal character escape');
  }
  return undefined;
}

function readNumber(scan: Scan): Failure {
  if (scan.bytes.charAt(scan.at) === '-') scan.at += 1;
  if (scan.bytes.charAt(scan.at) === '0') scan.at += 1;
  else if (!readDigits(scan)) return unexpected(scan, 'in numeric literal');
  if (scan.bytes.charAt(scan.at) === '.') {
    scan.at += 1;
    if (!readDigits(scan)) return unexpected(scan, 'after decimal point in numeric literal');
  }
  if (/^[eE]/.test(scan.bytes.charAt(scan.at))) {
    scan.at += 1;
    if (/^[-+]/.test(scan.bytes.charAt(scan.at))) scan.at += 1;
    if (!readDigits(scan)) return unexpected(scan, 'in exponent of numeric literal');
  }
  return undefined;
}

function readDigits(scan: Scan): boolean {
  const start = scan.at;
  while (/^\d/.test(scan.bytes.charAt(scan.at))) scan.at += 1;
  return scan.at > start;
}

function readWord(scan: Scan, word: string): Failure {
  for (const letter of word) {
    if (scan.bytes.charAt(scan.at) !== letter) return unexpected(scan, `in literal ${word} (expecting '${letter}')`);
    scan.at += 1;
  }
  return undefined;
}
