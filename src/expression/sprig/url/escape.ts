import { quoteText } from '../../scalar/quote-text.ts';

/** A part of a URL, each with its own set of characters that need no escape. */
export type UrlPart = 'path' | 'host' | 'zone' | 'user' | 'fragment';

const plain: Record<UrlPart, RegExp> = {
  path: /^[\w.~$&+,/:;=@-]$/,
  host: /^[\w.~!$&'()*+,;=:[\]<>"-]$/,
  zone: /^[\w.~!$&'()*+,;=:[\]<>"-]$/,
  user: /^[\w.~$&+,;=-]$/,
  fragment: /^[\w.~$&+,/:;=?@!()*-]$/,
};

/** Escapes what may not stand in a part as it is. Texts have one character for each byte here. */
export function escapePart(text: string, part: UrlPart): string {
  return text.replace(/[\s\S]/g, (byte) => (plain[part].test(byte) ? byte : escapeByte(byte)));
}

function escapeByte(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A part with its escapes read, or what is wrong with it. */
export type Unescaped = { ok: true; text: string } | { ok: false; message: string };

export function unescapePart(text: string, part: UrlPart): Unescaped {
  let read = '';
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    const written = character === '%' ? text.slice(at, at + 3) : character;
    const message = character === '%' ? checkEscape(written, part) : checkPlain(character, part);
    if (message !== undefined) return { ok: false, message };
    read += character === '%' ? String.fromCharCode(Number.parseInt(written.slice(1), 16)) : character;
    at += written.length;
  }
  return { ok: true, text: read };
}

/** A host may hold no escaped ASCII but the percent sign, a zone also blanks and what a host may hold. */
function checkEscape(written: string, part: UrlPart): string | undefined {
  const wrong = `invalid URL escape ${quoteText(written)}`;
  if (!/^%[\da-fA-F]{2}$/.test(written)) return wrong;
  if (written === '%25') return undefined;
  const byte = Number.parseInt(written.slice(1), 16);
  if (part === 'host') return byte < 0x80 ? wrong : undefined;
  const isAllowed = part !== 'zone' || byte === 0x20 || plain.host.test(String.fromCharCode(byte));
  return isAllowed ? undefined : wrong;
}

function checkPlain(character: string, part: UrlPart): string | undefined {
  const isHost = part === 'host' || part === 'zone';
  if (!isHost || character.charCodeAt(0) >= 0x80 || plain[part].test(character)) return undefined;
  return `invalid character ${quoteText(character)} in host name`;
}
