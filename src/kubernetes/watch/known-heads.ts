import type { WorkflowChange } from '../kubernetes.ts';
import type { WorkflowHead } from '../workflow.ts';

/** What a watch has told so far, so that it can tell what vanished and never tells the same twice. */
export interface KnownHeads {
  see(head: WorkflowHead): void;
  lose(head: WorkflowHead): void;
  /** After a full list: everything that was not in it is gone. */
  keepOnly(names: ReadonlySet<string>): void;
}

export function createKnownHeads(tell: (change: WorkflowChange) => void): KnownHeads {
  const heads = new Map<string, WorkflowHead>();
  return {
    see(head) {
      const { name, uid, resourceVersion } = head.metadata;
      const known = heads.get(name)?.metadata;
      if (known?.uid === uid && known.resourceVersion === resourceVersion) {
        return;
      }
      const old = heads.get(name);
      heads.set(name, head);
      if (old !== undefined && old.metadata.uid !== uid) {
        tell({ type: 'gone', head: old });
      }
      tell({ type: 'seen', head });
    },
    lose(head) {
      if (heads.get(head.metadata.name)?.metadata.uid === head.metadata.uid) {
        heads.delete(head.metadata.name);
        tell({ type: 'gone', head });
      }
    },
    keepOnly(names) {
      for (const [name, head] of heads) {
        if (!names.has(name)) {
          heads.delete(name);
          tell({ type: 'gone', head });
        }
      }
    },
  };
}
