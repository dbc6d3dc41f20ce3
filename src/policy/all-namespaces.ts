import type { Policy } from './file/policy.ts';

/** Every namespace that a run may be in, sorted, each once: what has to be watched. */
export function allNamespaces(policy: Policy | undefined, argoNamespace: string | undefined): string[] {
  const parts = policy === undefined ? [] : [policy.defaults, policy.untrusted, ...policy.repositories.map(rightsOf)];
  const named = [argoNamespace, ...parts.map(({ namespace }) => namespace)];
  return [...new Set(named.filter((namespace) => namespace !== undefined))].sort();
}

function rightsOf({ rights }: Policy['repositories'][number]) {
  return rights;
}
