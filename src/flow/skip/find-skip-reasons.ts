import type { Decision, FilterTrace } from '../../sensor/decision.ts';

/** Filters on these say which event and which ref are meant: a pipeline that listens to others has not been skipped. */
const eventAndRef: ReadonlySet<string> = new Set([
  'body.action',
  'body.ref',
  'body.ref_type',
  'body.created',
  'body.deleted',
  'body.pull_request.base.ref',
  'github.eventName',
  'github.action',
  'github.ref',
  'github.refName',
  'github.branch',
  'github.tag',
  'github.pullRequest.base.ref',
  'github.mergeGroup.baseRef',
  'github.deployment.environment',
]);

/**
 * The filters that kept out an event that a Sensor listens to, by its name and its ref; undefined when it does not listen to it,
 * or nothing kept it out. Files that changed are no reason where nobody looked at them, because another filter said no anyway.
 */
export function findSkipReasons({ trace }: Decision): FilterTrace[] | undefined {
  for (const { outcome, filters } of trace.dependencies) {
    if (outcome !== 'filtered') continue;
    const rejected = filters.filter((each) => each.outcome === 'rejected');
    if (rejected.some((each) => eventAndRef.has(each.subject))) continue;
    const reasons = rejected.filter((each) => !isAboutChangedFiles(each) || each.seen !== undefined);
    if (reasons.length > 0) return reasons.sort((left, right) => rank(left) - rank(right));
  }
  return undefined;
}

export function isAboutChangedFiles({ kind, subject }: FilterTrace): boolean {
  return kind === 'globs' && subject.startsWith('github.changedFiles.');
}

function rank(filter: FilterTrace): number {
  return isAboutChangedFiles(filter) ? 0 : 1;
}
