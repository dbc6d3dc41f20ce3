import type { Records } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';

/** With which commit new branches and tags were pushed. */
const collection = 'created-refs';

/** Notes the commit of a push that created its ref: GitHub sends a `create` event beside it, which names no commit. */
export async function noteCreatedRef({ facts, occurredAt }: GithubEvent, records: Records): Promise<void> {
  const { eventName, before, ref, repository, sha } = facts;
  // A push that created its ref has no commit before.
  if (eventName !== 'push' || before !== undefined || sha === undefined || ref === undefined) return;
  await records.put(collection, `${repository.id}/${ref}`, { sha, at: occurredAt });
}

/** The commit that a `create` event is about, where its push came first. */
export async function findCreatedCommit({ facts }: GithubEvent, records: Records): Promise<string | undefined> {
  const { eventName, ref, repository } = facts;
  if (eventName !== 'create' || ref === undefined) return undefined;
  const value = (await records.get(collection, `${repository.id}/${ref}`))?.value;
  const sha = typeof value === 'object' && value !== null && 'sha' in value ? value.sha : undefined;
  return typeof sha === 'string' ? sha : undefined;
}

/** Forgets refs that were created before then. */
export async function forgetCreatedRefs(records: Records, before: number): Promise<void> {
  for (const { key, value } of await records.list(collection, '')) {
    const at = typeof value === 'object' && value !== null && 'at' in value ? Number(value.at) : 0;
    if (at < before) await records.remove(collection, key);
  }
}
