import type { GoTime } from '../../go-time/go-time.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import type { Dialect } from '../dialect.ts';
import type { Value } from '../values/value.ts';

/** A loop that is running. */
export interface Scope {
  length: number;
  /** The element at an index. */
  item: (index: number) => Value;
  index: number;
  accumulator: Value;
}

/** One evaluation. */
export interface Run {
  dialect: Dialect;
  environment: Readonly<Record<string, Value>>;
  budget: WorkBudget;
  /** What `now()` answers. */
  now: () => GoTime;
  /** Where what is being done stands in the text; that is where a failure happened. */
  at: number | undefined;
  scope: Scope | undefined;
  variables: Value[];
}

/** A node made ready to be evaluated. */
export type Evaluate = (run: Run) => Value;
