import { lexAction } from './lex-action.ts';
import { readClose } from './read-close.ts';
import type { Token } from './token.ts';

/**
 * Cuts a template into texts and the tokens of its actions. `{{- ` takes the blanks before it away, ` -}}` those after it;
 * comments leave nothing. What cannot be read ends the tokens with an error.
 */
export function lexTemplate(template: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{{', at);
    if (open === -1) {
      tokens.push({ type: 'text', text: template.slice(at), at });
      break;
    }
    const isTrimmed = /^-[ \t\r\n]/.test(template.slice(open + 2, open + 4));
    const text = isTrimmed ? trimEnd(template.slice(at, open)) : template.slice(at, open);
    if (text !== '') tokens.push({ type: 'text', text, at });
    const start = open + (isTrimmed ? 4 : 2);
    const isComment = template.startsWith('/*', start);
    if (!isComment) tokens.push({ type: 'open', text: '{{', at: open });
    const end = isComment ? skipComment(template, start, tokens) : lexAction(template, start, tokens);
    if (end === undefined) return tokens;
    at = end;
  }
  tokens.push({ type: 'end-of-text', text: '', at: template.length });
  return tokens;
}

/** The index after the comment; undefined when it does not end as it must. */
function skipComment(template: string, start: number, tokens: Token[]): number | undefined {
  const end = template.indexOf('*/', start + 2);
  const message = end === -1 ? 'unclosed comment' : 'comment ends before closing delimiter';
  const after = end === -1 ? undefined : readClose(template, end + 2);
  if (after === undefined) tokens.push({ type: 'error', text: message, at: start });
  return after;
}

/** Not by a regular expression, which would look for an end from every blank. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
