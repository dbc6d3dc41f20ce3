const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;
const maxPodPrefix = 242;

/** FNV-1a over the text's bytes, 32 bits. */
export function fnv32a(text: string): number {
  let hash = fnvOffset;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, fnvPrime) >>> 0;
  return hash;
}

/** Argo Workflows 4.1: the root node's id is the Workflow's name, every other one ends in a hash of its name. */
export function nodeId(workflow: string, nodeName: string): string {
  return nodeName === workflow ? workflow : `${workflow}-${fnv32a(nodeName)}`;
}

/** A pod's name in Argo's format v2. */
export function podName(workflow: string, nodeName: string, template: string): string {
  if (nodeName === workflow) return workflow;
  return `${`${workflow}-${template}`.slice(0, maxPodPrefix)}-${fnv32a(nodeName)}`;
}
