import { defineTemplate } from './define-template.ts';
import { lexTemplate } from './lex/lex-template.ts';
import type { Statement } from './node.ts';
import { isEnding, parseDefinition, parseStatement } from './parse-statements.ts';
import { fail, freshScope, type KnownFunctions, lineOf, next, type Parser, peek, peekNonSpace } from './parser.ts';

/** The templates of a text by their names, its own under `param`; or what is wrong with it, in Go's words. */
export type Parsed = { ok: true; templates: ReadonlyMap<string, Statement[]> } | { ok: false; message: string };

/** The name under which Argo Events parses every template; messages begin with it. */
export const mainName = 'param';

export function parseTemplate(template: string, functions: KnownFunctions): Parsed {
  const tokens = lexTemplate(template);
  const templates = new Map<string, Statement[]>();
  const parser: Parser = { template, tokens, position: 0, furthest: 0, functions, templates, scope: freshScope() };
  const list = parseTop(parser);
  defineTemplate(parser, mainName, list);
  const { failure } = parser;
  if (failure === undefined) return { ok: true, templates };
  return { ok: false, message: `template: ${mainName}:${lineOf(template, failure.at)}: ${failure.message}` };
}

/** Only here templates can be defined. */
function parseTop(parser: Parser): Statement[] {
  const list: Statement[] = [];
  while (peek(parser).type !== 'end-of-text') {
    const statement = skipDefinition(parser) ? undefined : parseStatement(parser);
    if (statement === undefined) continue;
    if (isEnding(statement)) fail(parser, `unexpected {{${statement.kind}}}`);
    else list.push(statement);
  }
  return list;
}

function skipDefinition(parser: Parser): boolean {
  const { position } = parser;
  if (peek(parser).type !== 'open') return false;
  next(parser);
  const token = peekNonSpace(parser);
  if (token.type !== 'keyword' || token.text !== 'define') {
    parser.position = position;
    return false;
  }
  next(parser);
  parseDefinition(parser);
  return true;
}
