import type { ServedKind } from '../../kubernetes/cluster-objects.ts';
import type { Started } from '../../run/creation/make-run.ts';
import { type Attempt, refuse } from '../attempt.ts';

/** Workflows as every version of Argo since 2.0 serves them. */
export const servedWorkflow: ServedKind = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Workflow',
  plural: 'workflows',
  namespaced: true,
};

/** What starting a run means to its trigger. A Workflow that is refused is refused however often it is tried. */
export function afterStart(started: Started, served: ServedKind = servedWorkflow): Attempt {
  switch (started.kind) {
    case 'started': {
      const { namespace, name, again } = started;
      const made = { made: { served, namespace, name }, run: { namespace, name } };
      return { kind: 'done', ...made, ...(again === undefined ? {} : { again }) };
    }
    case 'superseded':
      return { kind: 'done' };
    case 'refused':
      return refuse(...started.problems);
    case 'later':
      return started;
  }
}
