import { createShare } from '../../cache/create-share.ts';
import type { CallerClient, CallerResult } from '../../kubernetes/callers/callers.ts';
import type { Caller } from '../caller/read-caller.ts';
import { type Binding, isOfThisInstance, readBinding } from './read-binding.ts';
import type { WatchedBindings } from './watched-bindings.ts';

export type ReadBindings = (caller: Caller, namespace: string) => Promise<CallerResult<readonly Binding[]> | 'busy'>;

export interface ReadBindingsOptions {
  asCaller: (authorization: string) => CallerClient;
  watched: WatchedBindings;
  /** Runs what asks the cluster; undefined when too much of that is under way. */
  limit: <Value>(job: () => Promise<Value>) => Promise<Value> | undefined;
  now: () => number;
}

/** How long the cluster's yes counts. What a caller may create is asked of the cluster each time. */
const allowedKeptMs = 10_000;
/** Less than the second within which a change has to count. */
const readKeptMs = 500;
const maxKept = 2_000;

type Answer = CallerResult<readonly Binding[]> | 'busy';

/**
 * The bindings of a namespace, for a caller that the cluster lets list them: it is asked as that caller, and its yes is kept for
 * some seconds. What the bindings are comes from the app's watch, and from the caller's own list where there is no watch.
 */
export function createBindingReader({ asCaller, watched, limit, now }: ReadBindingsOptions): ReadBindings {
  const rights = createShare<Answer>({
    keepMs: (answer) => (answer !== 'busy' && answer.ok ? allowedKeptMs : keptBriefly(answer)),
    maxEntries: maxKept,
    now,
  });
  const lists = createShare<Answer>({ keepMs: keptBriefly, maxEntries: maxKept, now });

  return async (caller, namespace) => {
    const key = `${caller.fingerprint} ${namespace}`;
    const client = asCaller(caller.authorization);
    if (watched.list(namespace) !== undefined) {
      // One object, from the API server's cache: only whether the caller may list them is asked.
      const query = { limit: '1', resourceVersion: '0' };
      const right = await rights.get(
        key,
        async () => (await limit(() => readList(client, namespace, query))) ?? 'busy',
      );
      const bindings = watched.list(namespace);
      if (right === 'busy' || !right.ok) return right;
      if (bindings !== undefined) {
        watched.follow(namespace);
        return { ok: true, value: bindings };
      }
    }
    const listed = await lists.get(key, async () => (await limit(() => readList(client, namespace, {}))) ?? 'busy');
    if (listed !== 'busy' && listed.ok && namespace !== '') watched.follow(namespace);
    return listed;
  };
}

function keptBriefly(answer: Answer): number {
  return answer === 'busy' ? 0 : readKeptMs;
}

async function readList(client: CallerClient, namespace: string, query: Record<string, string>): Promise<Answer> {
  const listed = await client.listBindings(namespace, query);
  if (!listed.ok) return listed;
  return { ok: true, value: listed.value.items.filter(isOfThisInstance).map(readBinding) };
}
