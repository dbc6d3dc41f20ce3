import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isRecord } from '../kube-object.ts';

const operations = z.array(
  z.discriminatedUnion('op', [
    z.object({ op: z.enum(['add', 'replace', 'test']), path: z.string(), value: z.unknown() }),
    z.object({ op: z.enum(['move', 'copy']), path: z.string(), from: z.string() }),
    z.object({ op: z.literal('remove'), path: z.string() }),
  ]),
);

type Operation = z.infer<typeof operations>[number];
type Result = { ok: true; value: unknown } | { ok: false; message: string };

/** JSON patch (RFC 6902). The document itself is not changed. */
export function jsonPatch(document: unknown, patch: unknown): Result {
  const parsed = operations.safeParse(patch);
  if (!parsed.success) return { ok: false, message: 'the patch is not a list of JSON patch operations' };
  let value: unknown = structuredClone(document);
  for (const operation of parsed.data) {
    const next = perform(value, operation);
    if (!next.ok) return next;
    value = next.value;
  }
  return { ok: true, value };
}

function perform(root: unknown, operation: Operation): Result {
  if (operation.op === 'add') return write(root, operation.path, { value: operation.value, mustExist: false });
  if (operation.op === 'replace') return write(root, operation.path, { value: operation.value, mustExist: true });
  if (operation.op === 'remove') return remove(root, operation.path);
  if (operation.op === 'test') {
    const found = read(root, operation.path);
    if (!found.ok) return found;
    if (isDeepStrictEqual(found.value, operation.value)) return { ok: true, value: root };
    return { ok: false, message: `testing value ${operation.path} failed` };
  }
  if (operation.op !== 'move' && operation.op !== 'copy') return { ok: false, message: 'unknown operation' };
  const source = read(root, operation.from);
  if (!source.ok) return source;
  const without = operation.op === 'move' ? remove(root, operation.from) : { ok: true as const, value: root };
  if (!without.ok) return without;
  return write(without.value, operation.path, { value: structuredClone(source.value), mustExist: false });
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(root: unknown, pointer: string): Result {
  let value = root;
  for (const key of segmentsOf(pointer)) {
    const next = childOf(value, key);
    if (next === undefined) return missing(pointer);
    value = next.value;
  }
  return { ok: true, value };
}

function childOf(value: unknown, key: string): { value: unknown } | undefined {
  if (Array.isArray(value)) {
    const index = indexOf(key, value.length - 1);
    return index === undefined ? undefined : { value: value[index] };
  }
  return isRecord(value) && Object.hasOwn(value, key) ? { value: value[key] } : undefined;
}

function indexOf(key: string, last: number): number | undefined {
  const index = /^(0|[1-9]\d*)$/.test(key) ? Number(key) : undefined;
  return index !== undefined && index <= last ? index : undefined;
}

function write(root: unknown, pointer: string, what: { value: unknown; mustExist: boolean }): Result {
  const keys = segmentsOf(pointer);
  const last = keys.pop();
  if (last === undefined) return { ok: true, value: what.value };
  const parent = read(root, pointer.slice(0, pointer.lastIndexOf('/')));
  if (!parent.ok) return missing(pointer);
  if (what.mustExist && childOf(parent.value, last) === undefined) return missing(pointer);
  if (Array.isArray(parent.value)) {
    const index = last === '-' ? parent.value.length : indexOf(last, parent.value.length);
    if (index === undefined) return missing(pointer);
    parent.value.splice(index, what.mustExist ? 1 : 0, what.value);
  } else if (isRecord(parent.value)) {
    Object.defineProperty(parent.value, last, {
      value: what.value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else return missing(pointer);
  return { ok: true, value: root };
}

function remove(root: unknown, pointer: string): Result {
  const last = segmentsOf(pointer).at(-1);
  const parent = read(root, pointer.slice(0, pointer.lastIndexOf('/')));
  if (last === undefined || !parent.ok || childOf(parent.value, last) === undefined) return missing(pointer);
  if (Array.isArray(parent.value)) parent.value.splice(Number(last), 1);
  else if (isRecord(parent.value)) delete parent.value[last];
  return { ok: true, value: root };
}

function missing(pointer: string): Result {
  return { ok: false, message: `the path ${pointer} does not exist` };
}
