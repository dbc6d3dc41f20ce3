import { z } from 'zod';
import { annotations, reportFinalizer } from '../../../../src/kubernetes/labels.ts';
import type { Surroundings } from '../../../world/start-surroundings.ts';

/** Workflows that were made for one check name of one commit, also when they are gone. */
export interface RunCount {
  /** `owner/name` */
  repository: string;
  commit: string;
  checkName: string;
  count: number;
}

/** Every Workflow that there ever was. */
export interface RunWatch {
  counts(): RunCount[];
  made(): number;
  /** Those that still wait for their verdict to be told. */
  unreleased(): string[];
  /** Grows with every change of a Workflow. */
  changes(): number;
  stop(): void;
}

const identityShape = z.object({
  owner: z.string(),
  repository: z.string(),
  commit: z.string(),
  checkName: z.string(),
});

/** What the app signed on a Workflow: which check of which commit it is. */
function identityOf(annotation: string): z.infer<typeof identityShape> {
  const [, text = ''] = annotation.split('.');
  return identityShape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
}

export function watchRuns({ cluster }: Pick<Surroundings, 'cluster'>): RunWatch {
  const counted = new Set<string>();
  const counts = new Map<string, RunCount>();
  let changes = 0;
  const stop = cluster.onChange(({ type, resource, object }) => {
    if (resource.plural !== 'workflows') return;
    changes += 1;
    const { uid, annotations: notes = {} } = object.metadata;
    const noted = notes[annotations.identity];
    if (type !== 'ADDED' || noted === undefined || counted.has(uid)) return;
    counted.add(uid);
    const { owner, repository: name, commit, checkName } = identityOf(noted);
    const repository = `${owner}/${name}`;
    const key = `${repository}@${commit} ${checkName}`;
    const { count } = counts.get(key) ?? { count: 0 };
    counts.set(key, { repository, commit, checkName, count: count + 1 });
  });
  return {
    counts: () => [...counts.values()],
    made: () => counted.size,
    unreleased: () =>
      cluster
        .list('workflows')
        .filter(({ metadata }) => metadata.finalizers?.includes(reportFinalizer))
        .map(({ metadata }) => metadata.name),
    changes: () => changes,
    stop,
  };
}
