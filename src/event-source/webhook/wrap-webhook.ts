import { describeJsonError } from '../../expression/go-value/json/describe-json-error.ts';
import { compareBytes } from '../../expression/path/json/bytes.ts';
import { compactJson } from '../../expression/path/json/layout.ts';
import { encodeString } from '../../expression/path/json/strings.ts';

/** An event's data, or Argo Events' words for a body that can be none. */
export type WrappedWebhook = { ok: true; data: string } | { ok: false; message: string };

/**
 * Argo Events 1.9: the data of an event of the source `webhook`, `{"header": …, "body": …}`. The body is any JSON, kept as it was sent
 * but for blanks and for `<`, `>` and `&`, which Go escapes; headers are sorted by name.
 *
 * @param headers by their names in Go's canonical case
 */
export function wrapWebhook(headers: Readonly<Record<string, readonly string[]>>, body: string): WrappedWebhook {
  if (!isJson(body)) {
    const reason = describeJsonError(body);
    return { ok: false, message: `json: error calling MarshalJSON for type *json.RawMessage: ${reason}` };
  }
  const names = Object.keys(headers).sort(compareBytes);
  const members = names.map((name) => `${encodeString(name)}:[${(headers[name] ?? []).map(encodeString).join(',')}]`);
  return { ok: true, data: `{"header":{${members.join(',')}},"body":${escapeAsGo(compactJson(body))}}` };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** These characters stand in strings only, so that the text need not be read for it. */
function escapeAsGo(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? character);
}
