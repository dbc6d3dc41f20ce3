import { allowsText, type Call } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { type GoValue, int } from '../../go-value/value.ts';

const digits = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, at) => at + 32));

/**
 * Random texts. Their randomness is handed in and is the same each time an event is looked at, so that deciding again decides
 * the same: good for names, not for secrets.
 */
export const randomFunctions: Record<string, GoFunction> = {
  randAlphaNum: fixed(['int'], ([count], call) => randomText(count, letters + digits, call)),
  randAlpha: fixed(['int'], ([count], call) => randomText(count, letters, call)),
  randNumeric: fixed(['int'], ([count], call) => randomText(count, digits, call)),
  randAscii: fixed(['int'], ([count], call) => randomText(count, ascii, call)),
  randBytes: fixed(['int'], ([count], call) => {
    if (count < 0) return call.fail('runtime error: makeslice: len out of range');
    const bytes = randomBytes(count, call);
    return bytes === undefined ? null : bytes.toString('base64');
  }),
  randInt: fixed(['int', 'int'], ([least, end], call) => {
    if (end - least <= 0) return call.fail('invalid argument to Intn');
    const number = draw(end - least, call);
    return number === undefined ? null : int(least + number);
  }),
  shuffle: fixed(['text'], ([text], call) => shuffle(text, call)),
  uuidv4: fixed([], (_, call) => makeUuid(call)),
};

/** A number below the bound; undefined after a failure, when no randomness was handed in. */
function draw(below: number, call: Call): number | undefined {
  const { random } = call.world;
  if (random !== undefined) return random(below);
  call.fail('there is no randomness here');
  return undefined;
}

function randomText(count: number, alphabet: string, call: Call): GoValue {
  if (count <= 0) return '';
  if (!allowsText(call, count) || !call.spend(count >> 3)) return null;
  let text = '';
  for (let at = 0; at < count; at++) {
    const number = draw(alphabet.length, call);
    if (number === undefined) return null;
    text += alphabet.charAt(number);
  }
  return text;
}

/** Undefined after a failure. */
export function randomBytes(count: number, call: Call): Buffer | undefined {
  if (!allowsText(call, count) || !call.spend(count >> 3)) return undefined;
  const bytes = Buffer.alloc(count);
  for (let at = 0; at < count; at++) {
    const byte = draw(256, call);
    if (byte === undefined) return undefined;
    bytes[at] = byte;
  }
  return bytes;
}

function shuffle(text: string, call: Call): GoValue {
  const characters = [...text];
  if (!call.spend(characters.length >> 3)) return null;
  for (let at = characters.length - 1; at > 0; at--) {
    const other = draw(at + 1, call);
    if (other === undefined) return null;
    const [one, two] = [characters[at] ?? '', characters[other] ?? ''];
    characters[at] = two;
    characters[other] = one;
  }
  return characters.join('');
}

function makeUuid(call: Call): GoValue {
  const bytes = randomBytes(16, call);
  if (bytes === undefined) return null;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
