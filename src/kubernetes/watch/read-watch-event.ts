import { isObject } from '../connection/is-object.ts';
import type { WorkflowHead } from '../workflow.ts';

/** One line of a watch. */
export type WatchEvent =
  | { type: 'changed'; head: WorkflowHead }
  | { type: 'deleted'; head: WorkflowHead }
  | { type: 'bookmark'; resourceVersion: string }
  | { type: 'error'; code: number; message: string };

/** Reads a line of a watch stream; undefined for one that is none. */
export function readWatchEvent(line: string): WatchEvent | undefined {
  const event = parseObject(line);
  const object = event?.object;
  switch (event?.type) {
    case 'ADDED':
    case 'MODIFIED':
      return withHead('changed', object);
    case 'DELETED':
      return withHead('deleted', object);
    case 'BOOKMARK': {
      const metadata = isObject(object) && isObject(object.metadata) ? object.metadata : {};
      const resourceVersion = metadata.resourceVersion;
      return typeof resourceVersion === 'string' ? { type: 'bookmark', resourceVersion } : undefined;
    }
    case 'ERROR': {
      const status = isObject(object) ? object : {};
      return { type: 'error', code: Number(status.code ?? 0), message: String(status.message ?? '') };
    }
    default:
      return undefined;
  }
}

/** The head of an object of any detail; `managedFields`, most of the metadata's bytes and nobody's concern, are dropped. */
export function readHead(object: unknown): WorkflowHead | undefined {
  if (!isObject(object) || !isHeadMetadata(object.metadata)) {
    return undefined;
  }
  const { managedFields: _, ...metadata } = object.metadata;
  return { metadata };
}

function withHead(type: 'changed' | 'deleted', object: unknown): WatchEvent | undefined {
  const head = readHead(object);
  return head === undefined ? undefined : { type, head };
}

type HeadMetadata = WorkflowHead['metadata'] & { managedFields?: unknown };

/** The API server's schema of metadata is trusted beyond the four fields that everything here depends on. */
function isHeadMetadata(value: unknown): value is HeadMetadata {
  return (
    isObject(value) && ['name', 'namespace', 'uid', 'resourceVersion'].every((key) => typeof value[key] === 'string')
  );
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
