import {
  compileRegularExpression,
  type RegularExpression,
} from '../../regular-expression/compile-regular-expression.ts';

/** A pattern that stands as a text right of `=~` and was compiled for trial. What it compiles to is kept elsewhere, within bounds. */
export class Pattern {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  get expression(): RegularExpression {
    const compilation = compileRegularExpression(this.source);
    if (!compilation.ok) throw new TypeError(`the pattern ${this.source} has compiled before`);
    return compilation.expression;
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
