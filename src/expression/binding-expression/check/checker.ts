import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { WorkAllowance } from '../../work/work-allowance.ts';
import type { Dialect } from '../dialect.ts';
import type { BindingNode } from '../syntax/binding-node.ts';
import type { Nature } from './nature.ts';
import type { Rules } from './rules.ts';

interface Variable {
  name: string;
  nature: Nature;
}

/** A loop around what is checked. */
interface Scope {
  collection: Nature;
  /** What `#index` and `#acc` are, where the loop has them. */
  pointers: ReadonlyMap<string, Nature>;
}

/** One check of an expression. */
export interface Checker {
  dialect: Dialect;
  rules: Rules;
  /** What the names of the environment are; in 1.15 none are known, and none are missed. */
  environment: ReadonlyMap<string, Nature>;
  /** For compiling patterns. */
  work: WorkAllowance;
  variables: Variable[];
  scopes: Scope[];
  /** Checks a node, notes its nature and answers it. */
  visit: (node: BindingNode) => Nature;
}

/** Ends the check. 1.15 loses where some nodes stand. */
export function failCheck(node: BindingNode, message: string): never {
  throw new ExpressionFailure(message, node.at);
}
