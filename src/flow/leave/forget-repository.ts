import type { Records } from '../../bus/event-bus.ts';
import { forgetClocks } from '../../event-source/calendar/open-clock.ts';
import { forgetSources } from '../../event-source/repository/repository-sources.ts';

/** Rows whose key is the repository's id, or begins with it and a slash. */
const byRepository = [
  'attempts',
  'closed-subjects',
  'comment-commands',
  'joins',
  'listened-events',
  'named-checks',
  'newest-runs',
  'open-problems',
  'rate-limits',
  'schedule-outcomes',
  'waiting-checks',
];

/** Takes away what is remembered of a repository. What people could still ask of it, GitHub does not let the App know any more. */
export async function forgetRepository(id: number, records: Records): Promise<void> {
  await forgetSources(id, records);
  await forgetClocks(`repository/${id}/`, records);
  for (const collection of byRepository) {
    await records.remove(collection, String(id));
    for (const { key } of await records.list(collection, `${id}/`)) await records.remove(collection, key);
  }
}
