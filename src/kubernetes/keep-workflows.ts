import { keepNewest } from '../cache/keep-newest.ts';
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

/** The oldest are let go where there are too many; a large one is not worth it. */
export function keepWorkflows(limit = maxKept): KeptWorkflows {
  const kept = keepNewest<Workflow>(limit);
  const keyOf = (namespace = '', name = '') => `${namespace}/${name}`;

  return {
    keep(workflow, size) {
      const key = keyOf(workflow.metadata.namespace, workflow.metadata.name);
      if (size > limit / 32) kept.drop(key);
      else kept.put(key, workflow, size);
    },
    take({ namespace, name, version }) {
      const key = keyOf(namespace, name);
      const found = kept.get(key);
      kept.drop(key);
      return found?.metadata.resourceVersion === version ? found : undefined;
    },
  };
}
