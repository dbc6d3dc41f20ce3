import { isRecord } from '../../json/is-record.ts';
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
  const event = parseObject(line);
  const object = event?.object;
  switch (event?.type) {
    case 'ADDED':
      return withItem('added', form.read(object));
    case 'MODIFIED':
      return withItem('modified', form.read(object));
    case 'DELETED':
      return withItem('deleted', form.read(object));
    case 'BOOKMARK': {
      const metadata = isRecord(object) && isRecord(object.metadata) ? object.metadata : {};
      const resourceVersion = metadata.resourceVersion;
      return typeof resourceVersion === 'string' ? { type: 'bookmark', resourceVersion } : undefined;
    }
    case 'ERROR': {
      const status = isRecord(object) ? object : {};
      return { type: 'error', code: Number(status.code ?? 0), message: String(status.message ?? '') };
    }
    default:
      return undefined;
  }
}

function withItem<Item>(type: 'added' | 'modified' | 'deleted', item: Item | undefined): WatchEvent<Item> | undefined {
  return item === undefined ? undefined : { type, item };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
