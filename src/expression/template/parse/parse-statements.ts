import { defineTemplate } from './define-template.ts';
import type { Token } from './lex/token.ts';
import type { Action, Branch, Statement } from './node.ts';
import { parsePipe, readText } from './parse-pipe.ts';
import {
  enter,
  expect,
  fail,
  failUnexpected,
  freshScope,
  leave,
  next,
  nextNonSpace,
  type Parser,
  peek,
  peekNonSpace,
} from './parser.ts';

/** `{{end}}` and `{{else}}` end a list and belong to what the list is in. */
export interface Ending {
  kind: 'end' | 'else';
}

export function isEnding(statement: Statement | Ending): statement is Ending {
  return statement.kind === 'end' || statement.kind === 'else';
}

/** Reads statements up to the `{{end}}` or `{{else}}` that ends them. */
function parseList(parser: Parser): { list: Statement[]; ending: Ending } {
  const list: Statement[] = [];
  while (peekNonSpace(parser).type !== 'end-of-text') {
    const statement = parseStatement(parser);
    if (statement === undefined) break;
    if (isEnding(statement)) return { list, ending: statement };
    list.push(statement);
  }
  fail(parser, 'unexpected EOF');
  return { list, ending: { kind: 'end' } };
}

/** Reads a text or an action; undefined after a failure. */
export function parseStatement(parser: Parser): Statement | Ending | undefined {
  const token = nextNonSpace(parser);
  if (token.type === 'text') return { kind: 'text', text: token.text, at: token.at };
  if (token.type !== 'open') {
    failUnexpected(parser, token, 'input');
    return undefined;
  }
  parser.actionAt = token.at;
  const statement = parseAction(parser);
  delete parser.actionAt;
  return statement;
}

function parseAction(parser: Parser): Statement | Ending | undefined {
  const token = peekNonSpace(parser);
  if (token.type !== 'keyword') return parsePrinted(parser, token);
  next(parser);
  switch (token.text) {
    case 'if':
    case 'with':
    case 'range':
      return parseBranch(parser, token.text);
    case 'break':
    case 'continue':
      return parseJump(parser, token.text, token.at);
    case 'end':
      expect(parser, 'close', 'end');
      return { kind: 'end' };
    case 'else':
      return parseElse(parser);
    case 'template':
      return parseCall(parser);
    case 'block':
      return parseBlock(parser);
    default:
      failUnexpected(parser, token, 'command');
      return undefined;
  }
}

function parsePrinted(parser: Parser, { at }: Token): Action {
  return { kind: 'action', pipe: parsePipe(parser, 'command', 'close'), at };
}

function parseJump(parser: Parser, kind: 'break' | 'continue', at: number): Statement {
  const token = nextNonSpace(parser);
  if (token.type !== 'close') failUnexpected(parser, token, `{{${kind}}}`);
  if (parser.scope.rangeDepth === 0) fail(parser, `{{${kind}}} outside {{range}}`);
  return { kind, at };
}

/** `{{else if}}` leaves the `if` to be read. */
function parseElse(parser: Parser): Ending {
  const token = peekNonSpace(parser);
  const goesOn = token.type === 'keyword' && (token.text === 'if' || token.text === 'with');
  if (!goesOn) expect(parser, 'close', 'else');
  return { kind: 'else' };
}

function parseBranch(parser: Parser, kind: Branch['kind']): Branch {
  const { scope } = parser;
  const known = scope.variables.length;
  enter(parser);
  const pipe = parsePipe(parser, kind, 'close');
  if (kind === 'range') scope.rangeDepth++;
  const { list, ending } = parseList(parser);
  if (kind === 'range') scope.rangeDepth--;
  const branch: Branch = { kind, pipe, list, at: pipe.at };
  if (ending.kind === 'else') branch.otherwise = parseOtherwise(parser, kind);
  leave(parser);
  scope.variables.length = Math.min(scope.variables.length, known);
  return branch;
}

function parseOtherwise(parser: Parser, kind: Branch['kind']): Statement[] {
  const token = peek(parser);
  // An `if` within an `else` shares its end, and so does a `with`.
  if (kind !== 'range' && token.type === 'keyword' && token.text === kind) {
    next(parser);
    return [parseBranch(parser, kind)];
  }
  const { list, ending } = parseList(parser);
  if (ending.kind !== 'end') fail(parser, `expected end; found {{${ending.kind}}}`);
  return list;
}

function parseCall(parser: Parser): Statement {
  const token = nextNonSpace(parser);
  const name = parseName(parser, token, 'template clause');
  if (peekNonSpace(parser).type === 'close') {
    next(parser);
    return { kind: 'template', name, at: token.at };
  }
  return { kind: 'template', name, pipe: parsePipe(parser, 'template clause', 'close'), at: token.at };
}

/** `{{block}}` defines a template and calls it where it stands. */
function parseBlock(parser: Parser): Statement {
  const token = nextNonSpace(parser);
  const name = parseName(parser, token, 'block clause');
  const pipe = parsePipe(parser, 'block clause', 'close');
  parseDefined(parser, name, 'block clause');
  return { kind: 'template', name, pipe, at: token.at };
}

/** Reads `{{define}}` from behind its keyword. */
export function parseDefinition(parser: Parser): void {
  const token = nextNonSpace(parser);
  const name = parseName(parser, token, 'define clause');
  expect(parser, 'close', 'define clause');
  parseDefined(parser, name, 'define clause');
}

function parseDefined(parser: Parser, name: string, context: string): void {
  const { scope, actionAt } = parser;
  parser.scope = { ...freshScope(), nesting: scope.nesting };
  enter(parser);
  const { list, ending } = parseList(parser);
  if (ending.kind !== 'end') fail(parser, `unexpected {{${ending.kind}}} in ${context}`);
  defineTemplate(parser, name, list);
  parser.scope = scope;
  if (actionAt !== undefined) parser.actionAt = actionAt;
}

function parseName(parser: Parser, token: Token, context: string): string {
  if (token.type === 'string') return readText(parser, token);
  failUnexpected(parser, token, context);
  return '';
}
