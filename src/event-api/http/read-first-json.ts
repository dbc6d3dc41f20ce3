/** The value of a body; nothing in it is null. */
export type JsonReading = { ok: true; value: unknown } | { ok: false };

/** Deeper than this Go's decoder refuses. */
const maxDepth = 10_000;

/**
 * The first JSON value of a text, as Go's `json.Decoder` reads it: what follows is not looked at, and a text without anything in
 * it is no value at all.
 */
export function readFirstJson(text: string): JsonReading {
  const start = text.search(/[^ \t\r\n]/);
  if (start === -1) return { ok: true, value: null };
  const end = findEnd(text, start);
  if (end === 'too-deep') return { ok: false };
  try {
    return { ok: true, value: JSON.parse(text.slice(start, end)) };
  } catch {
    // V8's message quotes what it found; the sender's text belongs into no answer and no log.
    return { ok: false };
  }
}

/** Where the value that begins at `start` ends, if it is one. */
function findEnd(text: string, start: number): number | 'too-deep' {
  const first = text[start];
  if (first !== '{' && first !== '[') return findScalarEnd(text, start);
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        at = findStringEnd(text, at) - 1;
        break;
      case 0x5b:
      case 0x7b:
        depth += 1;
        if (depth > maxDepth) return 'too-deep';
        break;
      case 0x5d:
      case 0x7d:
        depth -= 1;
        if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function findStringEnd(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at === -1 ? text.length : at + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === '\\') before -= 1;
  return (at - before) % 2 === 0;
}

function findScalarEnd(text: string, start: number): number {
  if (text[start] === '"') return findStringEnd(text, start);
  const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
  scalar.lastIndex = start;
  return scalar.test(text) ? scalar.lastIndex : text.length;
}
