import type { Watch, WatchListener } from '../../kubernetes/watch/watch-objects.ts';
import type { WatchedObject } from '../../kubernetes/watch/watched-form.ts';
import { type Binding, isOfThisInstance, readBinding } from './read-binding.ts';

/** The bindings of namespaces as the app's own watches know them. */
export interface WatchedBindings {
  /** Every binding of the namespace, in Argo's order; undefined while the watch does not know them for sure. */
  list(namespace: string): readonly Binding[] | undefined;
  /** Begins to watch the namespace, or goes on doing so. Only for one that a caller may list: strangers name any. */
  follow(namespace: string): void;
  stop(): Promise<void>;
}

export interface WatchedBindingsOptions {
  watch: (namespace: string, listener: WatchListener<WatchedObject>) => Watch;
  onTrouble: (trouble: string, reason: string) => void;
  /** Milliseconds. */
  now: () => number;
  /** Namespaces watched at the same time; the one that was asked for least recently goes. */
  maxNamespaces?: number;
}

interface Followed {
  watch: Watch;
  bindings: Map<string, Binding>;
  /** In order; made anew after a change. */
  listed: readonly Binding[] | undefined;
  isSynced: boolean;
  isFollowing: boolean;
}

const manyNamespaces = 200;

/** Follows the bindings of the namespaces that events are sent to. */
export function createWatchedBindings(options: WatchedBindingsOptions): WatchedBindings {
  const { maxNamespaces = manyNamespaces } = options;
  const followed = new Map<string, Followed>();
  const ending = new Set<Promise<void>>();

  function start(namespace: string): Followed {
    const entry: Omit<Followed, 'watch'> = {
      bindings: new Map(),
      listed: undefined,
      isSynced: false,
      isFollowing: false,
    };
    const watch = options.watch(namespace, {
      onChange({ type, item }) {
        entry.listed = undefined;
        if (type === 'seen' && isOfThisInstance(item)) entry.bindings.set(item.metadata.name, readBinding(item));
        else entry.bindings.delete(item.metadata.name);
      },
      onSynced() {
        entry.isSynced = true;
      },
      onFollowing() {
        entry.isFollowing = true;
      },
      onTrouble(trouble, reason) {
        entry.isFollowing = false;
        if (trouble === 'expired' || trouble === 'list-failed') entry.isSynced = false;
        options.onTrouble(trouble, reason);
      },
    });
    return Object.assign(entry, { watch });
  }

  function end({ watch }: Followed): void {
    const ended = watch.stop();
    ending.add(ended);
    void ended.finally(() => ending.delete(ended));
  }

  return {
    list(namespace) {
      const entry = followed.get(namespace);
      if (entry === undefined || !entry.isSynced || !entry.isFollowing) return undefined;
      entry.listed ??= [...entry.bindings.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      return entry.listed;
    },
    follow(namespace) {
      const known = followed.get(namespace);
      followed.delete(namespace);
      followed.set(namespace, known ?? start(namespace));
      if (followed.size <= maxNamespaces) return;
      const [oldest] = followed;
      if (oldest === undefined) return;
      followed.delete(oldest[0]);
      end(oldest[1]);
    },
    async stop() {
      for (const each of followed.values()) end(each);
      followed.clear();
      await Promise.all(ending);
    },
  };
}
