import type { RepositoryRecord } from './store/repository-record.ts';
import type { Store } from './store/store.ts';
import { type Announcement, announce } from './webhook/announce.ts';
import type { Webhooks } from './webhook/webhooks.ts';

/** What is there, and the way to tell Apps of what happens to it. */
export interface World {
  store: Store;
  webhooks: Webhooks;
  /** Runs one piece of work at a time for a repository and its forks, so that refs and what is said of them agree. */
  exclusively<Value>(repository: RepositoryRecord, work: () => Promise<Value>): Promise<Value>;
}

export function createWorld(store: Store, webhooks: Webhooks): World {
  const last = new Map<number, Promise<unknown>>();
  return {
    store,
    webhooks,
    exclusively(repository, work) {
      const key = rootOf(repository).id;
      const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
      last.set(key, turn);
      return turn;
    },
  };
}

function rootOf(repository: RepositoryRecord): RepositoryRecord {
  return repository.parent === undefined ? repository : rootOf(repository.parent);
}

/** Changes a repository, then sends the webhooks that the change calls for; resolves when they were answered. */
export async function changeAndAnnounce<Value>(
  world: World,
  repository: RepositoryRecord,
  change: () => Promise<{ value: Value; announcements: Announcement[] }>,
): Promise<Value> {
  const { value, announcements } = await world.exclusively(repository, change);
  await announce(world.store, world.webhooks, announcements);
  return value;
}
