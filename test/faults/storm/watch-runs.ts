import { z } from 'zod';
import { annotations, reportFinalizer } from '../../../src/run/labels.ts';
import type { Surroundings } from '../../integration/start-surroundings.ts';

/** Every Workflow that there ever was, also when it is gone. */
export interface RunWatch {
  /** How many Workflows were made for a commit, by the name of their check. */
  countByCheck(sha: string): Map<string, number>;
  made(): number;
  /** Those that still wait for their verdict to be told. */
  unreleased(): string[];
  /** Grows with every change of a Workflow. */
  changes(): number;
  stop(): void;
}

const identityShape = z.object({ commit: z.string(), checkName: z.string() });

/** What the app signed on a Workflow: which check of which commit it is. */
function identityOf(annotation: string): z.infer<typeof identityShape> {
  const [, text = ''] = annotation.split('.');
  return identityShape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
}

export function watchRuns({ cluster }: Pick<Surroundings, 'cluster'>): RunWatch {
  const runs = new Map<string, { commit: string; checkName: string }>();
  let changes = 0;
  const stop = cluster.onChange(({ type, resource, object }) => {
    if (resource.plural !== 'workflows') return;
    changes += 1;
    const { uid, annotations: notes = {} } = object.metadata;
    const identity = notes[annotations.identity];
    if (type === 'ADDED' && identity !== undefined) runs.set(uid, identityOf(identity));
  });
  return {
    countByCheck(sha) {
      const counts = new Map<string, number>();
      for (const { commit, checkName } of runs.values()) {
        if (commit === sha) counts.set(checkName, (counts.get(checkName) ?? 0) + 1);
      }
      return counts;
    },
    made: () => runs.size,
    unreleased: () =>
      cluster
        .list('workflows')
        .filter(({ metadata }) => metadata.finalizers?.includes(reportFinalizer))
        .map(({ metadata }) => metadata.name),
    changes: () => changes,
    stop,
  };
}
