/** Text that is JSON, with its value; or not. */
export type ParsedJson = { ok: true; value: unknown } | { ok: false };

/** Parses JSON by RFC 8259; what is no JSON is told, not thrown. */
export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** True for text that is JSON by RFC 8259. The engine's own parser is the fastest way to find out. */
export function isValidJson(text: string): boolean {
  return parseJson(text).ok;
}
