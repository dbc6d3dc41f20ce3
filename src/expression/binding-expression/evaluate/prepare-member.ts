import type { NodeOf } from '../syntax/binding-node.ts';
import { fetch } from '../values/fetch.ts';
import { isNil } from '../values/value.ts';
import type { Preparation } from './prepare-node.ts';
import type { Evaluate } from './run.ts';

/** What a member answers when the chain around it has come to nil: everything up to the chain's end is left out. */
export const broken = Symbol('broken chain');

/** `a?.b.c`: nil as soon as what stands before `?.` is nil. */
export function prepareChain({ prepare }: Preparation, { node }: NodeOf<'chain'>): Evaluate {
  const evaluate = prepare(node);
  return (run) => {
    const value = evaluate(run);
    const isNothing = value === broken || (run.dialect === '1.17' && isNil(value));
    return isNothing ? null : value;
  };
}

export function prepareMember({ prepare }: Preparation, node: NodeOf<'member'>): Evaluate {
  const object = prepare(node.object);
  const property = prepare(node.property);
  const { at, isOptional } = node;
  return (run) => {
    const from = object(run);
    if (from === broken || (isOptional && isNil(from))) return broken;
    const key = property(run);
    run.at = at;
    return fetch(from, key, run);
  };
}
