/** Beyond what Kubernetes stores (1.5 MiB) and any Workflow needs; so that judging ends, and its recursion too. */
const maxValues = 200_000;
const maxDepth = 100;

/** Says in what way the object is too large to be judged; undefined when it is not. Ends even where it holds itself. */
export function measure(whole: unknown): { found: string; limit: string } | undefined {
  let values = 0;
  let level: unknown[] = [whole];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return { found: `nested over ${maxDepth} levels`, limit: `${maxDepth} levels` };
    values += level.length;
    if (values > maxValues) return { found: `over ${maxValues} values`, limit: `${maxValues} values` };
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return undefined;
}
