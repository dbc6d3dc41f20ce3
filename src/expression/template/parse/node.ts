/** What a template does, in order. `at` is where Go says a node stands; messages point to it. */
export type Statement =
  | { kind: 'text'; text: string; at: number }
  | Action
  | Branch
  | TemplateCall
  | { kind: 'break'; at: number }
  | { kind: 'continue'; at: number };

/** `{{ pipeline }}`: prints its value, unless it declares or assigns. */
export interface Action {
  kind: 'action';
  pipe: Pipe;
  at: number;
}

export interface Branch {
  kind: 'if' | 'with' | 'range';
  pipe: Pipe;
  list: Statement[];
  otherwise?: Statement[];
  at: number;
}

export interface TemplateCall {
  kind: 'template';
  name: string;
  pipe?: Pipe;
  at: number;
}

export interface Pipe {
  kind: 'pipe';
  /** Variables that get the value: one, or for `range` two. */
  variables: Variable[];
  /** They exist already (`=`, not `:=`). */
  isAssignment: boolean;
  commands: Command[];
  at: number;
}

export interface Command {
  kind: 'command';
  operands: [Operand, ...Operand[]];
  at: number;
}

export type Operand =
  | { kind: 'dot'; at: number }
  | { kind: 'nil'; at: number }
  | { kind: 'bool'; value: boolean; at: number }
  | { kind: 'text'; value: string; written: string; at: number }
  | NumberNode
  | FieldNode
  | Variable
  | { kind: 'function'; name: string; at: number }
  | ChainNode
  | Pipe;

/** `.a.b` */
export interface FieldNode {
  kind: 'field';
  names: string[];
  at: number;
}

/** `$x.a` */
export interface Variable {
  kind: 'variable';
  name: string;
  fields: string[];
  at: number;
}

/** `(…).a` */
export interface ChainNode {
  kind: 'chain';
  of: Operand;
  fields: string[];
  at: number;
}

/** A number under every type that can hold it; the place where it stands chooses. */
export interface NumberNode {
  kind: 'number';
  written: string;
  integer?: bigint;
  unsigned?: bigint;
  float: number;
  at: number;
}
