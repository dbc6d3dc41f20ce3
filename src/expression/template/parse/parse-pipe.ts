import { quoteText } from '../../scalar/quote-text.ts';
import type { Token, TokenType } from './lex/token.ts';
import type { Command, Operand, Pipe, Variable } from './node.ts';
import { enter, fail, failUnexpected, leave, next, nextNonSpace, type Parser, peek, peekNonSpace } from './parser.ts';
import { readNumber } from './read-number.ts';
import { unquote } from './unquote.ts';
import { writeNode } from './write-node.ts';

const operandTokens = new Set<TokenType>([
  'bool',
  'char-constant',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'string',
  'variable',
  'left-paren',
]);
/** What has no value that a previous stage could be handed to. */
const notExecutable = new Set(['bool', 'dot', 'nil', 'number', 'text']);

/** Reads `$x := command | command` up to and with its end. */
export function parsePipe(parser: Parser, context: string, end: TokenType): Pipe {
  const { at } = peekNonSpace(parser);
  const pipe: Pipe = { kind: 'pipe', variables: [], isAssignment: false, commands: [], at };
  parseVariables(parser, pipe, context);
  while (true) {
    const token = peekNonSpace(parser);
    if (operandTokens.has(token.type)) {
      pipe.commands.push(parseCommand(parser));
      continue;
    }
    next(parser);
    if (token.type === end) checkPipe(parser, pipe, context);
    else failUnexpected(parser, token, context);
    return pipe;
  }
}

function parseVariables(parser: Parser, pipe: Pipe, context: string): void {
  while (peekNonSpace(parser).type === 'variable') {
    const { position } = parser;
    const variable = next(parser);
    const mark = peekNonSpace(parser);
    const isLast = mark.type === 'assign' || mark.type === 'declare';
    if (!isLast && mark.text !== ',') {
      parser.position = position;
      return;
    }
    nextNonSpace(parser);
    pipe.isAssignment = mark.type === 'assign';
    pipe.variables.push({ kind: 'variable', name: variable.text, fields: [], at: variable.at });
    parser.scope.variables.push(variable.text);
    if (isLast) return;
    if (!mayGoOn(parser, pipe, context)) return;
  }
}

/** After a comma: only `range` has two variables. */
function mayGoOn(parser: Parser, pipe: Pipe, context: string): boolean {
  const canHaveTwo = context === 'range' && pipe.variables.length < 2;
  const { type } = canHaveTwo ? peekNonSpace(parser) : peek(parser);
  if (canHaveTwo && ['variable', 'close', 'right-paren'].includes(type)) return true;
  fail(parser, canHaveTwo ? 'range can only initialize variables' : `too many declarations in ${context}`);
  return false;
}

function checkPipe(parser: Parser, pipe: Pipe, context: string): void {
  if (pipe.commands.length === 0) fail(parser, `missing value for ${context}`);
  const wrong = pipe.commands.findIndex(({ operands: [first] }, at) => at > 0 && notExecutable.has(first.kind));
  if (wrong !== -1) fail(parser, `non executable command in pipeline stage ${wrong + 1}`);
}

/** Operands up to `|`, which is read, or the end of the pipeline, which is not. */
function parseCommand(parser: Parser): Command {
  const { at } = peekNonSpace(parser);
  const operands: Operand[] = [];
  while (true) {
    peekNonSpace(parser);
    const operand = parseOperand(parser);
    if (operand !== undefined) operands.push(operand);
    const token = peek(parser);
    if (token.type === 'close' || token.type === 'right-paren') break;
    next(parser);
    if (token.type === 'space') continue;
    if (token.type !== 'pipe') failUnexpected(parser, token, 'operand');
    break;
  }
  const [first, ...others] = operands;
  if (first === undefined) fail(parser, 'empty command');
  return { kind: 'command', operands: [first ?? { kind: 'nil', at }, ...others], at };
}

/** A term with the fields behind it; undefined when the next token begins none. */
function parseOperand(parser: Parser): Operand | undefined {
  const term = parseTerm(parser);
  const { at } = peek(parser);
  if (term === undefined || peek(parser).type !== 'field') return term;
  const fields: string[] = [];
  while (peek(parser).type === 'field') fields.push(next(parser).text.slice(1));
  if (term.kind === 'field') return { ...term, names: [...term.names, ...fields], at };
  if (term.kind === 'variable') return { ...term, fields, at };
  if (notExecutable.has(term.kind)) fail(parser, `unexpected . after term ${quoteText(writeNode(term))}`);
  return { kind: 'chain', of: term, fields, at };
}

function parseTerm(parser: Parser): Operand | undefined {
  const token = peekNonSpace(parser);
  if (!operandTokens.has(token.type)) return undefined;
  next(parser);
  const { text, at } = token;
  switch (token.type) {
    case 'identifier':
      return parseFunction(parser, token);
    case 'dot':
    case 'nil':
      return { kind: token.type, at };
    case 'variable':
      return useVariable(parser, token);
    case 'field':
      return { kind: 'field', names: [text.slice(1)], at };
    case 'bool':
      return { kind: 'bool', value: text === 'true', at };
    case 'string':
      return { kind: 'text', value: readText(parser, token), written: text, at };
    case 'left-paren':
      return parseParentheses(parser);
    default:
      return parseNumber(parser, token);
  }
}

function parseParentheses(parser: Parser): Pipe {
  enter(parser);
  const pipe = parsePipe(parser, 'parenthesized pipeline', 'right-paren');
  leave(parser);
  return pipe;
}

function parseFunction(parser: Parser, { text, at }: Token): Operand {
  if (!parser.functions.has(text)) {
    fail(parser, parser.functions.refusal(text) ?? `function ${quoteText(text)} not defined`);
  }
  return { kind: 'function', name: text, at };
}

function useVariable(parser: Parser, { text, at }: Token): Variable {
  if (!parser.scope.variables.includes(text)) fail(parser, `undefined variable ${quoteText(text)}`);
  return { kind: 'variable', name: text, fields: [], at };
}

/** The text that a quoted token means. */
export function readText(parser: Parser, token: Token): string {
  const text = unquote(token.text);
  if (text === undefined) fail(parser, 'invalid syntax');
  return text ?? '';
}

function parseNumber(parser: Parser, token: Token): Operand {
  const number = readNumber(token);
  if (typeof number !== 'string') return number;
  fail(parser, number);
  return { kind: 'nil', at: token.at };
}
