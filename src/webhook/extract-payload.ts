import type { WebhookHead } from './check-request.ts';
import { decodeFormField } from './decode-form-field.ts';

const openingBrace = 0x7b;
/** What JSON calls white space: tab, line feed, carriage return, blank. */
const whiteSpace: ReadonlySet<number | undefined> = new Set([0x09, 0x0a, 0x0d, 0x20]);

/**
 * The JSON bytes of a webhook's body: the body itself, or of a form its field `payload`. Undefined when there is none or when it
 * cannot be an object; whether it is valid JSON is found out by the consumer, off the sender's ten seconds.
 */
export function extractPayload(body: Uint8Array, mediaType: WebhookHead['mediaType']): Uint8Array | undefined {
  const payload = mediaType === 'json' ? body : decodeFormField(body, 'payload');
  return payload !== undefined && startsAsObject(payload) ? payload : undefined;
}

function startsAsObject(bytes: Uint8Array): boolean {
  let at = 0;
  while (whiteSpace.has(bytes[at])) {
    at += 1;
  }
  return bytes[at] === openingBrace;
}
