import { quoteText } from '../../scalar/quote-text.ts';
import type { Statement } from './node.ts';
import { fail, type Parser } from './parser.ts';

/** Keeps a template under its name. Of two only one may hold more than blanks. */
export function defineTemplate(parser: Parser, name: string, list: Statement[]): void {
  const known = parser.templates.get(name);
  if (known === undefined || isEmpty(known)) parser.templates.set(name, list);
  else if (!isEmpty(list)) fail(parser, `template: multiple definition of template ${quoteText(name)}`);
}

function isEmpty(list: Statement[]): boolean {
  return list.every((statement) => statement.kind === 'text' && statement.text.trim() === '');
}
