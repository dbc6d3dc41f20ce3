import { ExpressionFailure } from './expression-failure.ts';

/** What an expression may be at most, before it is evaluated. */
export const syntaxLimits = {
  /** Characters of text. */
  length: 8_192,
  /** Brackets, calls, prefixes and the like inside each other. */
  depth: 150,
  /** Levels of the tree: a chain of operators or members has one for each. Recursion follows them, so the stack has to hold them. */
  height: 400,
  /** Nodes of the tree. */
  nodes: 10_000,
} as const;

/** Refuses a text that is too long to be looked at. */
export function checkLength(text: string): void {
  if (text.length <= syntaxLimits.length) return;
  throw new ExpressionFailure(`the expression has more than ${syntaxLimits.length} characters`, syntaxLimits.length);
}

/** Counts what a parser builds. */
export interface SyntaxBudget {
  /** Parses something that lies inside what is being parsed. */
  nest<Node>(offset: number, parse: () => Node): Node;
  /** Counts a node that stands above others; `height` is how many levels lie below. Answers its own height. */
  grow(offset: number, height: number): number;
}

/** A new count for one text. */
export function makeSyntaxBudget(): SyntaxBudget {
  let depth = 0;
  let nodes = 0;
  return {
    nest: (offset, parse) => {
      depth += 1;
      if (depth > syntaxLimits.depth) {
        throw new ExpressionFailure(`the expression nests more than ${syntaxLimits.depth} deep`, offset);
      }
      const node = parse();
      depth -= 1;
      return node;
    },
    grow: (offset, height) => {
      nodes += 1;
      if (nodes > syntaxLimits.nodes) {
        throw new ExpressionFailure(`the expression has more than ${syntaxLimits.nodes} parts`, offset);
      }
      if (height >= syntaxLimits.height) {
        throw new ExpressionFailure(`the expression chains more than ${syntaxLimits.height} operators`, offset);
      }
      return height + 1;
    },
  };
}
