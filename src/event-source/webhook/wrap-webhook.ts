import { compareBytes } from '../../expression/path/json/bytes.ts';
import { encodeString } from '../../expression/path/json/strings.ts';
import { embedJson } from '../data/embed-json.ts';

/** An event's data, or Argo Events' words for a body that can be none. */
export type WrappedWebhook = { ok: true; data: string } | { ok: false; message: string };

/**
 * Argo Events 1.9: the data of an event of the source `webhook`, `{"header": …, "body": …}`. The body is any JSON, kept as it was sent
 * but for blanks and for `<`, `>` and `&`, which Go escapes; headers are sorted by name.
 *
 * @param headers by their names in Go's canonical case
 */
export function wrapWebhook(headers: Readonly<Record<string, readonly string[]>>, body: string): WrappedWebhook {
  const embedded = embedJson(body);
  if (!embedded.ok) {
    return { ok: false, message: `json: error calling MarshalJSON for type *json.RawMessage: ${embedded.reason}` };
  }
  const names = Object.keys(headers).sort(compareBytes);
  const members = names.map((name) => `${encodeString(name)}:[${(headers[name] ?? []).map(encodeString).join(',')}]`);
  return { ok: true, data: `{"header":{${members.join(',')}},"body":${embedded.json}}` };
}
