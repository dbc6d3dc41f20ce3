import { type CallKind, type Calls, callKinds } from '../../scripts/github-calls/github-calls.ts';

/** In this order; a call that none of these knows fails the test that counts. */
const patterns: [CallKind, RegExp][] = [
  ['token', /^POST \/app\/installations\/\d+\/access_tokens$/],
  ['files', /^POST \/graphql$/],
  ['changes', /^GET \/repos\/[^/]+\/[^/]+\/(compare\/|pulls\/\d+\/files)/],
  ['pulls', /^GET \/repos\/[^/]+\/[^/]+\/(commits\/[^/]+\/pulls|pulls\?)/],
  ['pull', /^GET \/repos\/[^/]+\/[^/]+\/pulls\/\d+$/],
  ['permission', /^GET \/repos\/[^/]+\/[^/]+\/collaborators\/[^/]+\/permission$/],
  ['checks', /^GET \/repos\/[^/]+\/[^/]+\/commits\/[^/]+\/check-runs/],
  ['check', /^POST \/repos\/[^/]+\/[^/]+\/check-runs$/],
  ['change', /^PATCH \/repos\/[^/]+\/[^/]+\/check-runs\/\d+$/],
];

/** What was asked, by kind. */
export function readCalls(calls: readonly string[]): Calls {
  const counted: Calls = {};
  for (const call of calls) {
    const kind = patterns.find(([, pattern]) => pattern.test(call))?.[0];
    if (kind === undefined) throw new Error(`docs/github-calls.md knows no such call: ${call}`);
    counted[kind] = (counted[kind] ?? 0) + 1;
  }
  return counted;
}

/** What the first have more than the others. */
export function subtractCalls(calls: Calls, others: Calls): Calls {
  const kinds = Object.keys(callKinds) as CallKind[];
  const left = kinds.map((kind) => [kind, (calls[kind] ?? 0) - (others[kind] ?? 0)] as const);
  return Object.fromEntries(left.filter(([, count]) => count !== 0));
}
