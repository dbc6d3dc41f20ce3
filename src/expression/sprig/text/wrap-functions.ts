import { countBytes, fromBinary, toBinary } from '../../go-value/bytes.ts';
import { allowsText, type Call } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';

/** Functions that lay a text out. */
export const wrapFunctions: Record<string, GoFunction> = {
  wrap: fixed(['int', 'text'], ([width, text], call) => wrap(text, { width, joint: '', breaksWords: false }, call)),
  wrapWith: fixed(['int', 'text', 'text'], ([width, joint, text], call) =>
    wrap(text, { width, joint, breaksWords: true }, call),
  ),
  indent: fixed(['int', 'text'], ([count, text], call) => indent(count, text, call)),
  nindent: fixed(['int', 'text'], ([count, text], call) => `\n${indent(count, text, call)}`),
  repeat: fixed(['int', 'text'], ([count, text], call) => {
    if (count < 0) return call.fail('strings: negative Repeat count');
    return allowsText(call, count * text.length) ? text.repeat(count) : null;
  }),
};

function indent(count: number, text: string, call: Call): string {
  if (count < 0) return call.fail('strings: negative Repeat count') ?? '';
  const lines = text.split('\n');
  if (!allowsText(call, lines.length * count + text.length)) return '';
  const blanks = ' '.repeat(count);
  return lines.map((line) => blanks + line).join('\n');
}

interface Wrapping {
  /** Bytes of a line. */
  width: number;
  /** What ends a line, a line break when it is empty. */
  joint: string;
  /** Words longer than a line are broken. */
  breaksWords: boolean;
}

/** Breaks at blanks; a long word takes a line for itself or is broken. */
function wrap(text: string, wrapping: Wrapping, call: Call): string {
  const lines = countBytes(text) / Math.max(wrapping.width, 1);
  if (!allowsText(call, text.length + (lines + 1) * (wrapping.joint.length + 1))) return '';
  return fromBinary(wrapBytes(toBinary(text), { ...wrapping, joint: toBinary(wrapping.joint) }));
}

function wrapBytes(text: string, { width, joint, breaksWords }: Wrapping): string {
  const lineWidth = Math.max(width, 1);
  const ending = joint === '' ? '\n' : joint;
  let [wrapped, from] = ['', 0];
  while (text.length - from > lineWidth) {
    if (text[from] === ' ') {
      from++;
      continue;
    }
    const line = lineAt(text, from, { lineWidth, breaksWords });
    if (line.end === text.length) break;
    wrapped += text.slice(from, line.end) + ending;
    from = line.next;
  }
  return wrapped + text.slice(from);
}

/** Where the line that begins here ends, and where the next one begins: a blank between them is left out. */
function lineAt(text: string, from: number, { lineWidth, breaksWords }: { lineWidth: number; breaksWords: boolean }) {
  const full = from + lineWidth;
  const before = text.slice(from, full + 1).lastIndexOf(' ');
  if (before >= 0) return { end: from + before, next: from + before + 1 };
  if (breaksWords) return { end: full, next: full };
  const behind = text.indexOf(' ', full);
  return behind === -1 ? { end: text.length, next: text.length } : { end: behind, next: behind + 1 };
}
