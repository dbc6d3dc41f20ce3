import type { RE2JS } from 're2js';

/** Of the library's automaton, which its types do not tell of: states that are built as a text needs them, and kept. */
interface Automaton {
  maxMem: number;
  stateBudget: number;
  memBudget: number;
  failed: boolean;
  resetCache: (state: unknown) => unknown;
}

/**
 * Lets the automaton of a pattern keep no more states than fit into so many bytes, and gives it up for good once it wants more. The
 * library would keep 8 MiB for each pattern, and build states anew for every character of a text that always needs another (`a.{30}$`),
 * which takes hundreds of times as long as matching without.
 */
export function boundAutomaton(compiled: RE2JS, maxBytes: number): void {
  const { dfa } = (compiled as unknown as { re2Input: { dfa: Automaton } }).re2Input;
  dfa.maxMem = dfa.stateBudget = dfa.memBudget = maxBytes;
  dfa.resetCache = () => {
    dfa.failed = true;
    return null;
  };
}
