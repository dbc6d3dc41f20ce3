/** A piece of a template: text that is copied, or the inside of `{{ }}`. */
export type Segment = { kind: 'text'; text: string } | { kind: 'action'; source: string; start: number };

/** The pieces, or what is wrong and at which index. */
export type Lexed = { ok: true; segments: Segment[] } | { ok: false; message: string; at: number };

/**
 * Cuts a template into text and actions. `{{- ` takes the blanks before it away, ` -}}` those after it; comments leave
 * nothing. Quoted text inside an action may hold `}}`.
 */
export function lexTemplate(template: string): Lexed {
  const segments: Segment[] = [];
  let at = 0;
  let trimsStart = false;
  while (at < template.length) {
    const open = template.indexOf('{{', at);
    const text = template.slice(at, open === -1 ? template.length : open);
    const trimsEnd = open !== -1 && /^-\s/.test(template.slice(open + 2, open + 4));
    addText(segments, trimText(text, trimsStart, trimsEnd));
    if (open === -1) break;
    // The marker is a dash and one blank.
    const start = open + (trimsEnd ? 4 : 2);
    const action = readAction(template, start);
    if (typeof action === 'string') return { ok: false, message: action, at: start };
    if (action.source !== undefined) segments.push({ kind: 'action', source: action.source, start });
    trimsStart = action.trimsAfter;
    at = action.end;
  }
  return { ok: true, segments };
}

interface Action {
  /** Undefined for a comment. */
  source?: string;
  trimsAfter: boolean;
  end: number;
}

function readAction(template: string, start: number): Action | string {
  if (template.startsWith('/*', start)) return readComment(template, start + 2);
  const close = findClose(template, start);
  if (typeof close === 'string') return close;
  const trimsAfter = /\s-$/.test(template.slice(start, close));
  return { source: template.slice(start, trimsAfter ? close - 1 : close), trimsAfter, end: close + 2 };
}

function readComment(template: string, start: number): Action | string {
  const end = template.indexOf('*/', start);
  if (end === -1) return 'unclosed comment';
  const closing = /^(\s+-)?\}\}/.exec(template.slice(end + 2, end + 100));
  if (closing === null) return 'comment ends before closing delimiter';
  return { trimsAfter: closing[1] !== undefined, end: end + 2 + closing[0].length };
}

/** The index of the `}}` that is in no quotes, or what is wrong. */
function findClose(template: string, start: number): number | string {
  for (let at = start; at < template.length; at++) {
    const character = template.charAt(at);
    if (template.startsWith('}}', at)) return at;
    if (!'"`\''.includes(character)) continue;
    const end = endOfQuotes(template, at);
    if (end === -1) return character === '`' ? 'unterminated raw quoted string' : 'unterminated quoted string';
    at = end;
  }
  return 'unclosed action';
}

function endOfQuotes(template: string, open: number): number {
  const quote = template.charAt(open);
  for (let at = open + 1; at < template.length; at++) {
    if (template[at] === quote) return at;
    if (quote !== '`' && template[at] === '\n') return -1;
    if (quote !== '`' && template[at] === '\\') at++;
  }
  return -1;
}

function trimText(text: string, start: boolean, end: boolean): string {
  const front = start ? text.replace(/^[ \t\r\n]+/, '') : text;
  return end ? front.replace(/[ \t\r\n]+$/, '') : front;
}

function addText(segments: Segment[], text: string): void {
  if (text !== '') segments.push({ kind: 'text', text });
}
