import { argoFunctions } from '../../expression/binding-expression/argo-functions.ts';
import type { Environment } from '../../expression/binding-expression/compile-binding-expression.ts';
import { expandNames } from '../../expression/binding-expression/expand-names.ts';
import type { Using } from '../../expression/binding-expression/run-expression.ts';
import { makeSprig } from '../../expression/binding-expression/sprig/make-sprig.ts';
import type { ApiEvent } from './event.ts';

/** What the expressions of bindings see of an event (Argo's `expressionEnvironment`). */
export interface EventEnvironments {
  /** For selectors and `valueFrom.event`. */
  plain: Environment;
  /** For names, labels and annotations: the same with functions. Made when it is first asked for. */
  withFunctions: () => Environment;
  /** The time of the event, and the work that may be spent on it. */
  using: Using & { now: Date };
}

/** @param random as `Math.random`; sprig has functions that want it */
export function makeEnvironments(
  { namespace, discriminator, metadata, payload }: ApiEvent,
  { now, random }: { now: Date; random: () => number },
): EventEnvironments {
  const plain: Environment = { namespace, discriminator, metadata, payload };
  let withFunctions: Environment | undefined;
  return {
    plain,
    withFunctions() {
      withFunctions ??= {
        ...expandNames(Object.entries(plain)),
        ...argoFunctions,
        sprig: makeSprig({ now, random: (below) => Math.floor(random() * below) }),
      };
      return withFunctions;
    },
    using: { now },
  };
}
