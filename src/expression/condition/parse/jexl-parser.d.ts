/** Jexl ships no types for its parser. Any node can be missing where the text is cut short or has empty brackets. */
declare module 'jexl/dist/parser/Parser.js' {
  class Parser {
    constructor(grammar: { elements: Record<string, { precedence: number }> });
    addToken(token: Parser.Token): unknown;
    complete(): Parser.Node | null;
  }

  namespace Parser {
    interface Token {
      type: string;
      value: string | number | boolean | null;
      raw: string;
    }

    type Node =
      | { type: 'Literal'; value: string | number | boolean | null }
      | { type: 'Identifier'; value: string; from?: Child; relative?: boolean }
      | { type: 'UnaryExpression'; operator: string; right?: Child }
      | { type: 'BinaryExpression'; operator: string; left?: Child; right?: Child }
      | { type: 'ConditionalExpression'; test?: Child; consequent?: Child; alternate?: Child }
      | { type: 'FilterExpression'; expr?: Child; subject?: Child }
      | { type: 'ArrayLiteral'; value: Child[] }
      | { type: 'FunctionCall'; name?: string; pool: 'functions' | 'transforms'; args: Child[] };

    type Child = Node | null;
  }

  export = Parser;
}
