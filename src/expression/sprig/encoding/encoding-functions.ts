import type { Call } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { decodeJson } from '../../go-value/json/decode-json.ts';
import { encodeJson, type JsonStyle } from '../../go-value/json/encode-json.ts';
import type { GoValue } from '../../go-value/value.ts';
import { decodeBase32, encodeBase32 } from './base32.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

const compact: JsonStyle = { escapesHtml: true, indent: '' };
const pretty: JsonStyle = { escapesHtml: true, indent: '  ' };
const raw: JsonStyle = { escapesHtml: false, indent: '' };

/** JSON, base64 and base32. Functions without `must` take what is wrong for nothing. */
export const encodingFunctions: Record<string, GoFunction> = {
  b64enc: fixed(['text'], ([text]) => encodeBase64(text)),
  b64dec: fixed(['text'], ([text]) => decodeBase64(text)),
  b32enc: fixed(['text'], ([text]) => encodeBase32(text)),
  b32dec: fixed(['text'], ([text]) => decodeBase32(text)),
  fromJson: fixed(['text'], ([text], call) => readJson(text, call) ?? null),
  mustFromJson: fixed(['text'], ([text], call) => {
    const decoded = decodeJson(text, call);
    return decoded.ok ? decoded.value : call.fail(decoded.message);
  }),
  toJson: fixed(['any'], ([value], call) => writeJson(value, compact, call) ?? ''),
  mustToJson: fixed(['any'], ([value], call) => mustWriteJson(value, compact, call)),
  toPrettyJson: fixed(['any'], ([value], call) => writeJson(value, pretty, call) ?? ''),
  mustToPrettyJson: fixed(['any'], ([value], call) => mustWriteJson(value, pretty, call)),
  toRawJson: fixed(['any'], ([value], call) => mustWriteJson(value, raw, call)),
  mustToRawJson: fixed(['any'], ([value], call) => mustWriteJson(value, raw, call)),
};

function readJson(text: string, call: Call): GoValue | undefined {
  const decoded = decodeJson(text, call);
  return decoded.ok ? decoded.value : undefined;
}

function writeJson(value: GoValue, style: JsonStyle, call: Call): string | undefined {
  const encoded = encodeJson(value, style, call);
  return encoded.ok ? encoded.text : undefined;
}

function mustWriteJson(value: GoValue, style: JsonStyle, call: Call): GoValue {
  const encoded = encodeJson(value, style, call);
  return encoded.ok ? encoded.text : call.fail(encoded.message);
}
