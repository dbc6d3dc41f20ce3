import { countBytes } from '../go-value/bytes.ts';
import { quoteText } from '../scalar/quote-text.ts';
import type { Failure } from './execute/execution.ts';
import { mainName } from './parse/parse-template.ts';
import { lineOf } from './parse/parser.ts';
import { writeNode } from './parse/write-node.ts';

/** A failure in Go's words: where in the text, in which template, at what. Columns count bytes from zero. */
export function locateFailure(template: string, { message, node, templateName }: Failure): string {
  if (node === undefined) return `template: ${templateName}: ${message}`;
  const lineStart = template.lastIndexOf('\n', node.at - 1) + 1;
  const column = countBytes(template.slice(lineStart, node.at));
  const place = `${mainName}:${lineOf(template, node.at)}:${column}`;
  return `template: ${place}: executing ${quoteText(templateName)} at <${writeNode(node)}>: ${message}`;
}
