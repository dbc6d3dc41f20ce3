import { parseJson } from '../../path/json/validity.ts';
import { type Call, maxNesting } from '../call.ts';
import type { GoValue } from '../value.ts';
import { describeJsonError } from './describe-json-error.ts';

/** The value that a JSON text means in Go's types, of duplicate keys the last; or that it is no JSON. */
export type DecodedJson = { ok: true; value: GoValue } | { ok: false; message: string };

/** Reads a JSON text. Values that nest too deep make the call fail. */
export function decodeJson(text: string, call: Call): DecodedJson {
  const parsed = parseJson(text);
  if (!parsed.ok) return { ok: false, message: describeJsonError(text) };
  return { ok: true, value: toGo(parsed.value, call, 0) };
}

function toGo(value: unknown, call: Call, depth: number): GoValue {
  if (!call.spend(1)) return null;
  if (depth > maxNesting) return call.fail(`values nest deeper than ${maxNesting}`);
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((element) => toGo(element, call, depth + 1));
  if (typeof value !== 'object' || value === null) return null;
  const members = Object.entries(value);
  return new Map(members.map(([key, member]) => [key.toWellFormed(), toGo(member, call, depth + 1)]));
}
