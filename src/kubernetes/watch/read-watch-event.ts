import { recordOf } from '../../json/is-record.ts';
import { parseJson } from '../../json/parse-json.ts';
import type { Watched, WatchedForm } from './watched-form.ts';

/** One line of a watch. */
export type WatchEvent<Item> =
  | { type: 'added' | 'modified'; item: Item }
  | { type: 'deleted'; item: Item }
  | { type: 'bookmark'; resourceVersion: string }
  | { type: 'error'; code: number; message: string };

/** Reads a line of a watch stream; undefined for one that is none. */
export function readWatchEvent<Item extends Watched>(
  line: string,
  form: WatchedForm<Item>,
): WatchEvent<Item> | undefined {
  const { type, object } = recordOf(parseJson(line));
  switch (type) {
    case 'ADDED':
      return withItem('added', form.read(object));
    case 'MODIFIED':
      return withItem('modified', form.read(object));
    case 'DELETED':
      return withItem('deleted', form.read(object));
    case 'BOOKMARK': {
      const { resourceVersion } = recordOf(recordOf(object).metadata);
      return typeof resourceVersion === 'string' ? { type: 'bookmark', resourceVersion } : undefined;
    }
    case 'ERROR': {
      const { code, message } = recordOf(object);
      return { type: 'error', code: Number(code ?? 0), message: String(message ?? '') };
    }
    default:
      return undefined;
  }
}

function withItem<Item>(type: 'added' | 'modified' | 'deleted', item: Item | undefined): WatchEvent<Item> | undefined {
  return item === undefined ? undefined : { type, item };
}
