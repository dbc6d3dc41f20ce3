import { isRecord } from '../../json/is-record.ts';
import { describeShape, goTypeOf, type Shape } from './shape.ts';

export type DocumentPath = (string | number)[];

/** A value of the wrong type. `goMessage` is upstream's text for it. */
export interface Mismatch {
  path: DocumentPath;
  expected: string;
  found: string;
  goMessage: string;
}

/** A field that the type `where` does not have; upstream drops it without a word. */
export interface UnknownField {
  path: DocumentPath;
  where: string;
  known: string[];
}

export interface ShapeReading {
  /** The value with only what the shape knows: unknown fields and nulls left out, as Go decodes it. */
  value: unknown;
  mismatches: Mismatch[];
  unknown: UnknownField[];
}

/** Reads outside data into a shape. Never throws; what does not fit is reported and left out. */
export function readShape(value: unknown, shape: Shape): ShapeReading {
  const reading: ShapeReading = { value: undefined, mismatches: [], unknown: [] };
  reading.value = read({ value, shape, path: [], owner: '' }, reading);
  return reading;
}

interface Place {
  value: unknown;
  shape: Shape;
  path: DocumentPath;
  /** The type whose field this is. */
  owner: string;
}

function read(place: Place, reading: ShapeReading): unknown {
  const { value, shape } = place;
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case 'later':
      return read({ ...place, shape: shape.shape() }, reading);
    case 'any':
      return value;
    case 'text':
      return typeof value === 'string' ? value : mismatch(place, reading);
    case 'number':
      return isWhole(value) ? Number(value) : mismatch(place, reading);
    case 'boolean':
      return typeof value === 'boolean' ? value : mismatch(place, reading);
    case 'list':
      return Array.isArray(value) ? readList(place, value, reading) : mismatch(place, reading);
    default:
      return isRecord(value) ? readRecord(place, value, reading) : mismatch(place, reading);
  }
}

function readList(place: Place, list: unknown[], reading: ShapeReading): unknown[] {
  const { shape } = place;
  if (shape.kind !== 'list') return [];
  return list.map((value, index) => {
    const element = read({ ...place, value, shape: shape.of, path: [...place.path, index] }, reading);
    // Go decodes null in a list as the type's zero value.
    return element ?? zeroOf(shape.of);
  });
}

function zeroOf(shape: Shape): unknown {
  return { text: '', number: 0, boolean: false, any: null, list: [], map: {}, object: {}, later: {} }[shape.kind];
}

function readRecord(place: Place, record: Record<string, unknown>, reading: ShapeReading): Record<string, unknown> {
  const { shape, path } = place;
  const members: [string, unknown][] = [];
  for (const [key, value] of Object.entries(record)) {
    const member = memberShape(shape, key);
    if (member === undefined) {
      reading.unknown.push({ path: [...path, key], where: nameOf(shape), known: knownFields(shape) });
      continue;
    }
    const fitted = read({ value, shape: member, path: [...path, key], owner: nameOf(shape) }, reading);
    if (fitted !== undefined) members.push([key, fitted]);
  }
  return Object.fromEntries(members);
}

function memberShape(shape: Shape, key: string): Shape | undefined {
  if (shape.kind === 'map') return shape.of;
  return shape.kind === 'object' && Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
}

function knownFields(shape: Shape): string[] {
  return shape.kind === 'object' ? Object.keys(shape.fields) : [];
}

function nameOf(shape: Shape): string {
  return shape.kind === 'object' ? shape.name : '';
}

function mismatch({ value, shape, path, owner }: Place, reading: ShapeReading): undefined {
  const fields = path.filter((part) => typeof part === 'string').join('.');
  const target = owner === '' ? 'Go value' : `Go struct field ${owner}.${fields}`;
  const found = typeof value === 'number' ? `number ${value}` : kindOf(value);
  const goMessage = `json: cannot unmarshal ${shape.kind === 'number' ? found : kindOf(value)} into ${target} of type ${goTypeOf(shape)}`;
  reading.mismatches.push({ path, expected: describeShape(shape), found: kindOf(value), goMessage });
  return undefined;
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' ? 'number' : typeof value;
}
