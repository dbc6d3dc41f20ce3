/** A command as it stands in a comment: its word without the prefix, and what follows on the line. */
export interface WrittenCommand {
  word: string;
  argument: string;
}

export interface CommandSyntax {
  /** What stands in front of the word: `/`, or a word of its own such as `/argo`. */
  prefix: string;
  isKnown: (word: string) => boolean;
}

const word = /^([A-Za-z][A-Za-z0-9_-]{0,39})(?:[ \t]+(.*))?$/s;

/**
 * The commands in a comment's Markdown: lines that begin with the prefix and a known word, in order, the same one once. What stands
 * in code blocks, quotes and hidden comments is none; an unknown word is none either, so that the words of other bots are left to
 * them. Linear in the length.
 */
export function findCommands(markdown: string, { prefix, isKnown }: CommandSyntax): WrittenCommand[] {
  const found = new Map<string, WrittenCommand>();
  for (const line of visibleLines(markdown)) {
    const [, name, argument = ''] = word.exec(behindPrefix(line, prefix) ?? '') ?? [];
    if (name === undefined || !isKnown(name)) continue;
    const command = { word: name, argument: argument.trim() };
    found.set(JSON.stringify(command), command);
  }
  return [...found.values()];
}

/** Behind a prefix that is a word there is a blank. */
function behindPrefix(line: string, prefix: string): string | undefined {
  if (!line.startsWith(prefix)) return undefined;
  const rest = line.slice(prefix.length);
  if (!/[A-Za-z0-9]$/.test(prefix)) return rest.trimEnd();
  return /^[ \t]/.test(rest) ? rest.trim() : undefined;
}

interface Fence {
  sign: string;
  length: number;
}

/** Lines outside of fenced code (CommonMark 0.31) and of hidden comments. Quotes and indented code do not begin with a prefix. */
function visibleLines(markdown: string): string[] {
  const visible: string[] = [];
  let fence: Fence | undefined;
  let isHidden = false;
  for (const line of markdown.split(/\r\n|\r|\n/)) {
    if (fence !== undefined) {
      if (closes(line, fence)) fence = undefined;
      continue;
    }
    const wasHidden = isHidden;
    isHidden = endsHidden(line, isHidden);
    if (wasHidden) continue;
    fence = isHidden ? undefined : openFence(line);
    if (fence === undefined) visible.push(line);
  }
  return visible;
}

/** The info string of a fence of backticks has none itself: otherwise it is code within a line. */
function openFence(line: string): Fence | undefined {
  const [, signs = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/s.exec(line) ?? [];
  const sign = signs.charAt(0);
  if (sign === '' || (sign === '`' && info.includes('`'))) return undefined;
  return { sign, length: signs.length };
}

function closes(line: string, { sign, length }: Fence): boolean {
  const [, signs = ''] = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line) ?? [];
  return signs.startsWith(sign) && signs.length >= length;
}

/** Whether a hidden comment (`<!-- … -->`) is still open at the end of the line. */
function endsHidden(line: string, isHidden: boolean): boolean {
  const opened = line.lastIndexOf('<!--');
  const closed = line.lastIndexOf('-->');
  if (opened === -1 && closed === -1) return isHidden;
  return opened > closed;
}
