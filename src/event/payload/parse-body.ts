import type { Delivery } from '../../bus/event-bus.ts';
import { isDeeperThan } from '../../json/is-deeper-than.ts';
import { isRecord } from '../../json/is-record.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { JsonObject } from './read-field.ts';

/** Events of GitHub stay below 20 levels. What follows recurses over the body, so its depth must be bounded. */
export const maxDepth = 200;

export type ParsedBody = { ok: true; body: JsonObject } | { ok: false; problem: Problem };

const parsedBodies = new WeakMap<Delivery, ParsedBody>();
const decoder = new TextDecoder();

/**
 * A delivery's body as a JSON object; the same one each time it is asked for.
 * Problems: `event.not-json`, `event.not-an-object`, `event.too-deep`.
 */
export function parseBody(delivery: Delivery): ParsedBody {
  let parsed = parsedBodies.get(delivery);
  if (parsed === undefined) {
    parsed = readBody(delivery);
    parsedBodies.set(delivery, parsed);
  }
  return parsed;
}

function readBody({ name: event, body }: Delivery): ParsedBody {
  const text = decoder.decode(body);
  if (isDeeperThan(text, maxDepth)) return refuse(problem('event.too-deep', { event, limit: maxDepth }));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(problem('event.not-json', { event, reason: describe(error) }));
  }
  return isRecord(value)
    ? { ok: true, body: value }
    : refuse(problem('event.not-an-object', { event, found: nameKind(value) }));
}

function refuse(reason: Problem): ParsedBody {
  return { ok: false, problem: reason };
}

/** Only where the parser stopped: its own sentence quotes the body, and payloads do not belong in messages. */
function describe(error: unknown): string {
  const position = /position (\d+)/.exec(String(error))?.[1];
  return position === undefined ? 'it does not begin or end as JSON does' : `it goes wrong at character ${position}`;
}

function nameKind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
