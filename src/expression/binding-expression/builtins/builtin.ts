import type { Run } from '../evaluate/run.ts';
import type { Value } from '../values/value.ts';

/** A function that is built in; its arguments have been counted where the check could. Fails with expr-lang's or Go's messages. */
export type Builtin = (args: readonly Value[], run: Run) => Value;
