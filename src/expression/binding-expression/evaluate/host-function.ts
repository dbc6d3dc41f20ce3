import type { Value } from '../values/value.ts';
import type { Run } from './run.ts';

/** A function of the environment whose type is known, as Go writes it: `func(string) interface {}`. */
export class HostFunction {
  readonly type: string;
  readonly call: (args: readonly Value[], run: Run) => Value;

  constructor(type: string, call: (args: readonly Value[], run: Run) => Value) {
    this.type = type;
    this.call = call;
  }
}
