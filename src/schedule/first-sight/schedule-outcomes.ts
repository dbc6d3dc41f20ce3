import type { Records } from '../../bus/event-bus.ts';
import type { WorkflowHead } from '../../kubernetes/workflow.ts';

/** Which schedules that are reported by their failures failed last. */
const collection = 'schedule-outcomes';

/** What is to be said of a run: `open`: it has not ended. `untold`: nothing. */
export type Outcome = 'failed' | 'recovered' | 'open' | 'untold';

interface Run {
  head: WorkflowHead;
  cron: string;
  schedule: { repositoryId: number };
}

export async function judgeOutcome(run: Run, records: Records): Promise<Outcome> {
  const { labels = {}, deletionTimestamp } = run.head.metadata;
  if (labels['workflows.argoproj.io/completed'] !== 'true') return deletionTimestamp === undefined ? 'open' : 'untold';
  if (labels['workflows.argoproj.io/phase'] !== 'Succeeded') return 'failed';
  const failing = await records.get(collection, keyOf(run));
  return failing === undefined ? 'untold' : 'recovered';
}

/** After it was said, so that a crash in between says it once more rather than never. */
export async function noteOutcome(run: Run, outcome: Outcome, records: Records): Promise<void> {
  if (outcome === 'failed') await records.put(collection, keyOf(run), {});
  if (outcome === 'recovered') await records.remove(collection, keyOf(run));
}

function keyOf({ head, cron, schedule }: Run): string {
  return `${schedule.repositoryId}/${head.metadata.namespace}/${cron}`;
}
