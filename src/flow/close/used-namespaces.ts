import { allNamespaces } from '../../policy/all-namespaces.ts';
import type { FlowTools } from '../flow-tools.ts';
import { listRunNamespaces } from '../start/run-namespaces.ts';

/** Every namespace that a run of this app may be in, each once. */
export async function usedNamespaces({
  policy,
  argoNamespace,
  records,
}: Pick<FlowTools, 'policy' | 'argoNamespace' | 'records'>): Promise<string[]> {
  return [...new Set([...allNamespaces(policy(), argoNamespace), ...(await listRunNamespaces(records))])];
}
