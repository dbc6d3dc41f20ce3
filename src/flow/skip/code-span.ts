import { toPlainLine } from '../../report/render/text/escape-markdown.ts';

const maxLength = 200;

/** A text as code in Markdown, on one line and not too long; a backtick would end it. */
export function codeSpan(text: string): string {
  const line = toPlainLine(text).replaceAll('`', "'");
  return `\`${line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line || ' '}\``;
}
