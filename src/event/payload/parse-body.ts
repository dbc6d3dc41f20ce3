import type { Delivery } from '../../bus/event-bus.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { isJsonObject, type JsonObject } from './read-field.ts';

/** Events of GitHub stay below 20 levels. What follows recurses over the body, so its depth must be bounded. */
export const maxDepth = 200;

export type ParsedBody = { ok: true; body: JsonObject } | { ok: false; problem: Problem };

/**
 * A delivery's body as a JSON object.
 * Problems: `event.not-json`, `event.not-an-object`, `event.too-deep`.
 */
export function parseBody({ name: event, body }: Delivery): ParsedBody {
  const text = new TextDecoder().decode(body);
  if (isDeeperThan(text, maxDepth)) return refuse(problem('event.too-deep', { event, limit: maxDepth }));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(problem('event.not-json', { event, reason: describe(error) }));
  }
  return isJsonObject(value)
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

/** Counts open brackets outside of strings; a text that is not JSON gives some number, and the parser refuses it later. */
export function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === openBrace || code === openBracket) depth += 1;
    else if (code === closeBrace || code === closeBracket) depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

const [quote, backslash] = [0x22, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && text.charCodeAt(before) === backslash) before -= 1;
  return (at - before) % 2 === 0;
}
