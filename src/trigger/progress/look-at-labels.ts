import type { ObjectPlace } from '../../kubernetes/cluster-objects.ts';
import type { Later } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { fromClusterFailure } from '../attempt.ts';
import type { TriggerTools } from '../trigger-tools.ts';

export type LabelsSeen = { kind: 'reached' } | { kind: 'not-yet' } | { kind: 'failed'; problems: Problem[] } | Later;

/**
 * One look at an object whose labels a trigger's `policy.k8s` waits for. Argo Events 1.9: an object that cannot be read any more
 * is a failure at once.
 */
export async function lookAtLabels(
  place: ObjectPlace,
  wanted: Record<string, string>,
  { trigger, tools }: { trigger: string; tools: Pick<TriggerTools, 'cluster'> },
): Promise<LabelsSeen> {
  const live = await tools.cluster.getObject(place);
  if (!live.ok) {
    const failed = fromClusterFailure(live.failure, trigger);
    return failed.kind === 'refused' ? { kind: 'failed', problems: failed.problems } : failed;
  }
  const labels = live.value.metadata.labels ?? {};
  const isReached = Object.entries(wanted).every(([key, value]) => labels[key] === value);
  return { kind: isReached ? 'reached' : 'not-yet' };
}

/** `trigger.labels-not-reached` */
export function describeUnreached(place: ObjectPlace, wanted: Record<string, string>, trigger: string): Problem {
  const labels = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
  return problem('trigger.labels-not-reached', {
    trigger,
    kind: place.served.kind,
    name: place.name,
    labels: labels.join(', ').slice(0, 500),
  });
}
