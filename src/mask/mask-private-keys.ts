import { secretMask } from './secret-mask.ts';

/** `-----BEGIN OPENSSH PRIVATE KEY-----` and its kin. */
const marks = /-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** What stands between them: base64, headers of an old key, and line ends, also as JSON writes them. */
const content = /[A-Za-z0-9+/=\s\\:,_-]*/y;
/** A line of a key and nothing else. */
const keyLine = /^\s{0,8}[A-Za-z0-9+/=]{16,80}\\?\s{0,2}$/;
const longestKeyLine = 92;

/**
 * Masks blocks of private keys. Of a block whose end was cut off everything that can belong to it is masked; of one whose
 * beginning was, the lines of base64 above its end.
 */
export function maskPrivateKeys(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  const parts: string[] = [];
  let done = 0;
  let openedAt: number | undefined;
  function hide(start: number, end: number): void {
    parts.push(text.slice(done, start), secretMask);
    done = end;
    openedAt = undefined;
  }
  for (const mark of text.matchAll(marks)) {
    const isBegin = mark[1] === 'BEGIN';
    const end = mark.index + mark[0].length;
    if (isBegin) openedAt ??= mark.index;
    else hide(openedAt ?? startOfKeyLines(text, done, mark.index), end);
  }
  if (openedAt !== undefined) hide(openedAt, endOfContent(text, openedAt));
  return parts.join('') + text.slice(done);
}

function endOfContent(text: string, from: number): number {
  content.lastIndex = from;
  content.test(text);
  return content.lastIndex;
}

/** Where the lines of base64 that end at `end` begin. */
function startOfKeyLines(text: string, from: number, end: number): number {
  let start = end;
  while (start > from) {
    const above = text.slice(Math.max(from, start - longestKeyLine), start);
    const line = above.slice(above.lastIndexOf('\n', above.length - 2) + 1);
    if (!keyLine.test(line)) break;
    start -= line.length;
  }
  return start;
}
