import type { Watched } from './watched-form.ts';

/** `gone` carries the object as it was known last. */
export interface Change<Item extends Watched> {
  type: 'seen' | 'gone';
  item: Item;
}

/** How an object came to be seen: in a list, as one that is new, or as one that was changed. */
export type Sighting = 'listed' | 'added' | 'modified';

/** What a watch has told so far, so that it can tell what vanished and never tells the same twice. */
export interface KnownObjects<Item extends Watched> {
  see(item: Item, how: Sighting): void;
  lose(item: Item): void;
  /** After a full list: everything that was not in it is gone. */
  keepOnly(keys: ReadonlySet<string>): void;
  /**
   * The watch reads on once this resolves, so whoever has much to do with what was seen is not overrun. `version` is how far all
   * of it goes, undefined within a list. Rejects to have the watch broken off and gone on with from the last version that was settled.
   */
  settle?(version: string | undefined): Promise<void>;
}

/** Tells an object from the others of its kind. */
export function keyOf({ metadata }: Watched): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

export function createKnownObjects<Item extends Watched>(tell: (change: Change<Item>) => void): KnownObjects<Item> {
  const items = new Map<string, Item>();
  return {
    see(item) {
      const key = keyOf(item);
      const known = items.get(key);
      const { uid, resourceVersion } = item.metadata;
      if (known?.metadata.uid === uid && known.metadata.resourceVersion === resourceVersion) {
        return;
      }
      items.set(key, item);
      if (known !== undefined && known.metadata.uid !== uid) {
        tell({ type: 'gone', item: known });
      }
      tell({ type: 'seen', item });
    },
    lose(item) {
      const key = keyOf(item);
      if (items.get(key)?.metadata.uid === item.metadata.uid) {
        items.delete(key);
        tell({ type: 'gone', item });
      }
    },
    keepOnly(keys) {
      for (const [key, item] of items) {
        if (!keys.has(key)) {
          items.delete(key);
          tell({ type: 'gone', item });
        }
      }
    },
  };
}
