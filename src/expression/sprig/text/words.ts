import { isNumber, isPunctuation, isSpace, isUpper, mapCharacters, toLower, toUpper } from './characters.ts';

type WordKind = 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other';

interface Word {
  kind: WordKind;
  text: string;
}

function isConnector(character: string): boolean {
  return character === '-' || character === '_' || isSpace(character);
}

/** Letters but those of Chinese. */
function isAlphabet(character: string): boolean {
  return /^\p{L}$/u.test(character) && !/^[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]$/u.test(character);
}

/** `FirstName` with an underscore or a dash: `first_name`, `no-https`, `http2xx` as `http_2xx`. */
export function toLowerWords(text: string, connector: string): string {
  const words = splitWords([...text]);
  let written = '';
  for (let at = 0; at < words.length; ) {
    const [part, next] = writeWord(words, at, connector);
    written += part;
    at = next;
  }
  return written;
}

/** What a word becomes, with those that belong to it and the connector behind them; and the index of the next word. */
function writeWord(words: Word[], at: number, connector: string): [text: string, next: number] {
  const word = words[at];
  const next = words[at + 1];
  if (word === undefined) return ['', at + 1];
  const text = lowered(word, connector);
  if (next === undefined || word.kind === 'connector' || word.kind === 'punctuation') return [text, at + 1];
  if (word.kind === 'number') return writeNumber(words, at, connector);
  if (next.kind !== 'number') return [text + (separates(next) ? connector : ''), at + 1];
  return writeBeforeNumber(words, at, connector);
}

/** Letters behind a number belong to it. */
function writeNumber(words: Word[], at: number, connector: string): [text: string, next: number] {
  let [text, next] = [words[at]?.text ?? '', at + 1];
  for (; isPartOfNumber(words[next]); next++) text += words[next]?.text ?? '';
  const behind = words[next];
  return [text + (behind !== undefined && separates(behind) ? connector : ''), next];
}

/** A number belongs to the word before it, unless small letters follow it. */
function writeBeforeNumber(words: Word[], at: number, connector: string): [text: string, next: number] {
  const word = words[at];
  const text = word === undefined ? '' : lowered(word, connector);
  const behind = words[at + 2];
  if (behind === undefined) return [text, at + 1];
  if (behind.kind === 'alphabet') {
    const [number, next] = writeNumber(words, at + 1, connector);
    return [text + connector + number, next];
  }
  return [text + (words[at + 1]?.text ?? '') + (separates(behind) ? connector : ''), at + 2];
}

function isPartOfNumber(word: Word | undefined): boolean {
  return word !== undefined && (word.kind === 'alphabet' || word.kind === 'number');
}

function separates({ kind }: Word): boolean {
  return kind !== 'connector' && kind !== 'punctuation';
}

function lowered({ kind, text }: Word, connector: string): string {
  if (kind === 'connector') return mapCharacters(text, () => connector);
  return kind === 'upper' ? mapCharacters(text, toLower) : text;
}

function splitWords(characters: string[]): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < characters.length; ) {
    const kind = kindOf(characters[at] ?? '');
    const end = kind === 'upper' ? endOfUpper(characters, at) : endOfRun(characters, at, kind);
    words.push({ kind, text: characters.slice(at, end).join('') });
    at = end;
  }
  return words;
}

function kindOf(character: string): WordKind {
  if (isConnector(character)) return 'connector';
  if (isPunctuation(character)) return 'punctuation';
  if (isUpper(character)) return 'upper';
  if (isAlphabet(character)) return 'alphabet';
  return isNumber(character) ? 'number' : 'other';
}

function endOfRun(characters: string[], start: number, kind: WordKind): number {
  let end = start + 1;
  while (end < characters.length && kindOf(characters[end] ?? '') === kind) end++;
  return end;
}

/** `HTTPStatus` is `HTTP` and `Status`: the last of several capitals begins a word when small letters follow. */
function endOfUpper(characters: string[], start: number): number {
  const end = endOfRun(characters, start, 'upper');
  const isFollowed = end < characters.length && kindOf(characters[end] ?? '') === 'alphabet';
  if (!isFollowed) return end;
  return end - start > 1 ? end - 1 : endOfRun(characters, end, 'alphabet');
}

/** `no_https` as `NoHttps`; connectors at the ends stay. Upstream doubles the last of a text that is nothing but connectors. */
export function toPascalCase(text: string): string {
  const characters = [...text];
  const start = characters.findIndex((character) => !isConnector(character));
  if (start === -1) return text + (characters.at(-1) ?? '');
  let written = characters.slice(0, start).join('');
  let current = toUpper(characters[start] ?? '');
  let isFirstUpper = isUpper(characters[start] ?? '');
  for (const character of characters.slice(start + 1)) {
    const previous = current;
    current = character;
    if (isConnector(previous)) {
      if (isConnector(current)) {
        written += previous;
      } else {
        isFirstUpper = isUpper(current);
        current = toUpper(current);
      }
      continue;
    }
    if (isFirstUpper && isUpper(current)) current = toLower(current);
    else isFirstUpper = false;
    written += previous;
  }
  return written + current;
}
