import { isDeeperThan } from '../json/is-deeper-than.ts';
/** Event data that a program can read; `isNull` where its text is `null`, which reads as an empty object. */
export type ReadData =
  | { ok: true; object: Record<string, unknown>; isNull: boolean }
  | { ok: false; reason: 'program'; message: string }
  | { ok: false; reason: 'depth' };

/** Far deeper than any event, and well within what every engine's stack holds. */
const maxDepth = 500;

/** Reads event data as Argo Events 1.9 does for scripts and jq: an object, or null; its messages are those of Go's encoding/json. */
export function readEventData(data: string): ReadData {
  if (isDeeperThan(data, maxDepth)) return { ok: false, reason: 'depth' };
  let value: unknown;
  try {
    value = JSON.parse(data, refuseInfinite);
  } catch (error) {
    return { ok: false, reason: 'program', message: describe(error, data.length) };
  }
  if (value === null) return { ok: true, object: {}, isNull: true };
  if (typeof value === 'object' && !Array.isArray(value)) {
    return { ok: true, object: Object.fromEntries(Object.entries(value)), isNull: false };
  }
  const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const message = `json: cannot unmarshal ${found} into Go value of type map[string]interface {}`;
  return { ok: false, reason: 'program', message };
}

/** Go reads numbers as float64 and refuses those beyond it. */
function refuseInfinite(_key: string, value: unknown): unknown {
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    throw new RangeError('json: cannot unmarshal number into Go value of type float64');
  }
  return value;
}

function describe(error: unknown, length: number): string {
  if (error instanceof RangeError) return error.message;
  const reason = String(error);
  const [, position] = / at position (\d+)/.exec(reason) ?? [];
  const isCutShort = reason.includes('end of JSON input') || Number(position) === length;
  return isCutShort ? 'unexpected end of JSON input' : `invalid JSON: ${reason.replace(/^SyntaxError: /, '')}`;
}
