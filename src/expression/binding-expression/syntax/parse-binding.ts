import type { Dialect } from '../dialect.ts';
import type { BindingNode } from './binding-node.ts';
import { parseExpression, parseSequence } from './parse-expression.ts';
import { failUnexpected, makeParser } from './parser.ts';
import { readTokens } from './tokens/read-tokens.ts';

/** Parses an expression. Fails with expr-lang's messages; `overridden` are names of the environment, which hide builtins in 1.17. */
export function parseBinding(
  text: string,
  { dialect, overridden }: { dialect: Dialect; overridden: ReadonlySet<string> },
): BindingNode {
  const parser = makeParser(readTokens(text, dialect), { dialect, overridden });
  const node = dialect === '1.17' ? parseSequence(parser) : parseExpression(parser, 0);
  if (parser.current.kind !== 'EOF') failUnexpected(parser.current);
  return node;
}
