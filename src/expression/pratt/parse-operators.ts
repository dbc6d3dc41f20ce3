/** An operator that stands after something: how tightly it binds, and how what follows it is read. */
export interface Infix<Node> {
  name: string;
  power: number;
  /** Reads the operator and what belongs to it. */
  parse: (left: Node) => Node;
}

/** What a language tells the parser: what an operand is, and which operator comes next. */
export interface Grammar<Node> {
  /** Reads an operand with its prefixes and suffixes. */
  parseOperand: () => Node;
  /**
   * The operator that stands next, not read yet; undefined where none does. `minimumPower` is what it has to bind at, `previous`
   * the operator that was just read at this level.
   */
  findInfix: (minimumPower: number, previous: string | undefined) => Infix<Node> | undefined;
}

/**
 * Pratt's method: an operand, then operators for as long as they bind at least as tightly as `minimumPower`. A left-associative
 * operator reads its right side at its own power + 1, a right-associative one at its own.
 */
export function parseOperators<Node>(grammar: Grammar<Node>, minimumPower: number): Node {
  let left = grammar.parseOperand();
  let infix = grammar.findInfix(minimumPower, undefined);
  while (infix !== undefined && infix.power >= minimumPower) {
    left = infix.parse(left);
    infix = grammar.findInfix(minimumPower, infix.name);
  }
  return left;
}
