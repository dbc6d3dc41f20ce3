import type { Workflow } from './workflow.ts';

/** Workflows as the API server answered their creation, for a moment: who is told of a new one soon wants to read it. */
export interface KeptWorkflows {
  /** @param size characters of its JSON, about */
  keep(workflow: Workflow, size: number): void;
  /** The Workflow if it is kept in this very version; it is let go either way. */
  take(place: { namespace: string; name: string; version: string }): Workflow | undefined;
}

/** Together, in characters; what is parsed takes a few times as much. */
const maxKept = 4 * 1024 * 1024;

interface Kept {
  workflow: Workflow;
  size: number;
}

/** The oldest are let go where there are too many; a large one is not worth it. */
export function keepWorkflows(limit = maxKept): KeptWorkflows {
  const kept = new Map<string, Kept>();
  let total = 0;

  function letGo(key: string): Kept | undefined {
    const found = kept.get(key);
    if (found !== undefined && kept.delete(key)) total -= found.size;
    return found;
  }

  return {
    keep(workflow, size) {
      const { namespace = '', name = '' } = workflow.metadata;
      const key = `${namespace}/${name}`;
      letGo(key);
      if (size > limit / 32) return;
      kept.set(key, { workflow, size });
      total += size;
      for (const oldest of kept.keys()) {
        if (total <= limit) break;
        letGo(oldest);
      }
    },
    take({ namespace, name, version }) {
      const found = letGo(`${namespace}/${name}`)?.workflow;
      return found?.metadata.resourceVersion === version ? found : undefined;
    },
  };
}
