import type { RegularExpression } from '../../regular-expression/compile-regular-expression.ts';

/** A pattern that stands as a text right of `=~`, compiled once. */
export class Pattern {
  readonly source: string;
  readonly expression: RegularExpression;

  constructor(source: string, expression: RegularExpression) {
    this.source = source;
    this.expression = expression;
  }
}

export type BinaryOperator =
  | ','
  | '?'
  | ':'
  | '??'
  | '||'
  | '&&'
  | '=='
  | '!='
  | '>'
  | '>='
  | '<'
  | '<='
  | 'in'
  | '=~'
  | '!~'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '**';

/**
 * A parsed expression. Operands may be missing: govaluate lets `(1 +)` and `()` through, and what is missing is nil.
 * `height` is how many levels lie below.
 */
export type SensorNode = { offset: number; height: number } & (
  | { kind: 'literal'; value: number | string | boolean | Pattern }
  | { kind: 'parameter'; name: string }
  | { kind: 'member'; path: string[]; argument: SensorNode | undefined }
  | { kind: 'clause'; inner: SensorNode | undefined }
  | { kind: 'prefix'; operator: string; operand: SensorNode | undefined }
  | { kind: 'binary'; operator: BinaryOperator; left: SensorNode | undefined; right: SensorNode | undefined }
);
