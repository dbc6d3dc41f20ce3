import type { RE2JS } from 're2js';

/** Of the library's automaton, which its types do not tell of: states that are built as a text needs them, and kept. */
interface Automaton {
  maxMem: number;
  stateBudget: number;
  memBudget: number;
  failed: boolean;
  resetCache: (state: unknown) => unknown;
  step: (state: State, ...character: [cls: unknown, rune: unknown, anchor: unknown]) => unknown;
}

interface State {
  nfaStates: unknown[];
}

/** What finding the way out of a state takes besides looking at its instructions, in their unit. */
const entriesPerStep = 4;

/**
 * Lets the automaton of a pattern keep no more states than fit into so many bytes, looks at no more instructions to build them than
 * `maxEntries`, and gives it up for good once it wants more. The library would keep 8 MiB for each pattern, and build states anew for
 * every character of a text that always needs another (`a.{30}$`), which takes hundreds of times as long as matching without.
 */
export function boundAutomaton(
  compiled: RE2JS,
  { maxBytes, maxEntries }: { maxBytes: number; maxEntries: number },
): void {
  const { dfa } = (compiled as unknown as { re2Input: { dfa: Automaton } }).re2Input;
  dfa.maxMem = dfa.stateBudget = dfa.memBudget = maxBytes;
  dfa.resetCache = () => {
    dfa.failed = true;
    return null;
  };
  const build = dfa.step.bind(dfa);
  let left = maxEntries;
  dfa.step = (state, ...character) => {
    left -= entriesPerStep + state.nfaStates.length;
    return left < 0 ? null : build(state, ...character);
  };
}
