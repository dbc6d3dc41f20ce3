import { describeJsonError } from '../../expression/go-value/json/describe-json-error.ts';
import { compactJson } from '../../expression/path/json/layout.ts';

/** JSON as Go writes a `json.RawMessage` into other JSON; or why it is none, in Go's words. */
export type EmbeddedJson = { ok: true; json: string } | { ok: false; reason: string };

/** Kept as it was sent, but for blanks and for `<`, `>`, `&` and two line ends, which Go escapes. */
export function embedJson(text: string): EmbeddedJson {
  return isJson(text)
    ? { ok: true, json: escapeAsGo(compactJson(text)) }
    : { ok: false, reason: describeJsonError(text) };
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
