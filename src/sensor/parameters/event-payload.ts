import { parseDocument, type ScalarTag } from 'yaml';
import type { Event, EventContext } from '../../event/event.ts';
import { compareBytes } from '../../expression/path/json/bytes.ts';
import { encodeString } from '../../expression/path/json/strings.ts';
import { makeReader, readerOf, type TextReader } from '../event-reader.ts';

/** The JSON that a parameter reads from, or why there is none, in Argo Events' words. */
export type EventPayload = { ok: true; reader: TextReader } | { ok: false; message: string };

const contexts = new WeakMap<Event, TextReader>();

/** The event's attributes as JSON. */
export function contextPayload(event: Event): TextReader {
  const known = contexts.get(event);
  if (known !== undefined) return known;
  const reader = makeReader(contextJson(event.context), { work: readerOf(event).work });
  contexts.set(event, reader);
  return reader;
}

/** Argo Events 1.9: data is JSON or YAML by its exact content type; any other type, a charset included, cannot be read. */
export function dataPayload(event: Event): EventPayload {
  const { datacontenttype } = event.context;
  if (datacontenttype === 'application/json') {
    const reader = readerOf(event);
    return reader.isValid() ? { ok: true, reader } : { ok: false, message: 'event data is not valid JSON' };
  }
  if (datacontenttype !== 'application/yaml') {
    return { ok: false, message: `unsupported event content type: ${datacontenttype}` };
  }
  return yamlPayload(event);
}

/** The whole event as Argo Events serializes it: the attributes, and the data in base64. */
export function wholeEventJson(event: Event): string {
  return `{"context":${contextJson(event.context)},"data":"${Buffer.from(event.data).toString('base64')}"}`;
}

const attributes = ['id', 'source', 'specversion', 'type', 'datacontenttype', 'subject'] as const;

function contextJson(context: EventContext): string {
  const members = attributes.map((name) => `"${name}":${encodeString(context[name] ?? '')}`);
  return `{${members.join(',')},"time":${timeJson(context.time)}}`;
}

/** Whole seconds in UTC; null for an event without a time. */
function timeJson(time: string): string {
  const at = new Date(time);
  return time === '' || Number.isNaN(at.getTime()) ? 'null' : `"${at.toISOString().slice(0, 19)}Z"`;
}

/** Octal numbers as YAML 1.2 writes them, which the upstream parser takes as well as those of YAML 1.1. */
const modernOctal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0o[0-7]+$/,
  resolve: (text) => Number.parseInt(text.replace('0o', ''), 8),
};

function yamlPayload(event: Event): EventPayload {
  const document = parseDocument(event.data, {
    version: '1.1',
    uniqueKeys: false,
    intAsBigInt: true,
    customTags: (tags) => [modernOctal, ...tags],
  });
  const [error] = document.errors;
  if (error !== undefined) return { ok: false, message: `failed converting yaml event data to JSON: ${error.message}` };
  try {
    // The count limits what an alias bomb expands to; exceeding it throws.
    const value: unknown = document.toJS({ maxAliasCount: 100, mapAsMap: true });
    return { ok: true, reader: makeReader(yamlToJson(value), { work: readerOf(event).work }) };
  } catch (failure) {
    return {
      ok: false,
      message: `failed converting yaml event data to JSON: ${failure instanceof Error ? failure.message : String(failure)}`,
    };
  }
}

/** JSON as upstream makes it of YAML: keys are texts, sorted. */
function yamlToJson(value: unknown): string {
  if (value instanceof Map) {
    const members = [...value].map(([key, member]): [string, string] => [String(key), yamlToJson(member)]);
    members.sort(([left], [right]) => compareBytes(left, right));
    return `{${members.map(([key, member]) => `${encodeString(key)}:${member}`).join(',')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(yamlToJson).join(',')}]`;
  if (typeof value === 'string') return encodeString(value);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const written = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
    throw new Error(`json: unsupported value: ${written}`);
  }
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null');
}
