import { quoteText } from '../../scalar/quote-text.ts';
import { escapePart, type Unescaped, unescapePart } from './escape.ts';

/** The parts of a URL; escapes in host, path and fragment are read. Texts have one character for each byte. */
export interface Url {
  scheme: string;
  /** What follows the scheme of a URL without slashes. */
  opaque: string;
  /** Escaped; undefined when there is none. */
  user?: string;
  host: string;
  path: string;
  query: string;
  fragment: string;
}

/** A URL, or what is wrong with it in Go's words. */
export type UrlParsing = { ok: true; url: Url } | { ok: false; message: string };

/** Reads a URL as Go's `url.Parse` does. */
export function parseUrl(text: string): UrlParsing {
  const hash = text.indexOf('#');
  const before = hash === -1 ? text : text.slice(0, hash);
  const parsed = parseBefore(before);
  if (!parsed.ok) return { ok: false, message: `parse ${quoteText(before)}: ${parsed.message}` };
  const fragment = hash === -1 ? unescapePart('', 'fragment') : unescapePart(text.slice(hash + 1), 'fragment');
  if (!fragment.ok) return { ok: false, message: `parse ${quoteText(text)}: ${fragment.message}` };
  return { ok: true, url: { ...parsed.url, fragment: fragment.text } };
}

const empty: Url = { scheme: '', opaque: '', host: '', path: '', query: '', fragment: '' };

function parseBefore(text: string): UrlParsing {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are meant
  if (/[\x00-\x1f\x7f]/.test(text)) return refuse('net/url: invalid control character in URL');
  if (text === '*') return { ok: true, url: { ...empty, path: '*' } };
  if (text.startsWith(':')) return refuse('missing protocol scheme');
  const scheme = /^([a-zA-Z][a-zA-Z\d+.-]*):/.exec(text)?.[1] ?? '';
  const behind = scheme === '' ? text : text.slice(scheme.length + 1);
  const mark = behind.indexOf('?');
  const rest = mark === -1 ? behind : behind.slice(0, mark);
  const url = { ...empty, scheme: scheme.toLowerCase(), query: mark === -1 ? '' : behind.slice(mark + 1) };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ok: true, url: { ...url, opaque: rest } };
    if (/^[^/]*:/.test(rest)) return refuse('first path segment in URL cannot contain colon');
  }
  return parseHierarchy(url, rest);
}

function refuse(message: string): { ok: false; message: string } {
  return { ok: false, message };
}

/** `//user@host/path`, or a path alone. */
function parseHierarchy(url: Url, rest: string): UrlParsing {
  const hasAuthority = rest.startsWith('//') && (url.scheme !== '' || !rest.startsWith('///'));
  const slash = hasAuthority ? rest.indexOf('/', 2) : 0;
  const pathAt = slash === -1 ? rest.length : slash;
  const path = unescapePart(rest.slice(pathAt), 'path');
  const parsed = hasAuthority ? parseAuthority(url, rest.slice(2, pathAt)) : { ok: true as const, url };
  if (!parsed.ok) return parsed;
  return path.ok ? { ok: true, url: { ...parsed.url, path: path.text } } : path;
}

function parseAuthority(url: Url, authority: string): UrlParsing {
  const at = authority.lastIndexOf('@');
  const host = parseHost(url.scheme, authority.slice(at + 1));
  if (!host.ok) return host;
  if (at === -1) return { ok: true, url: { ...url, host: host.text } };
  const user = parseUser(authority.slice(0, at));
  return user.ok ? { ok: true, url: { ...url, host: host.text, user: user.text } } : user;
}

/** The user and password, escaped in one way. */
function parseUser(text: string): Unescaped {
  if (!/^[A-Za-z\d._:~!$&'()*+,;=%@-]*$/.test(text)) return refuse('net/url: invalid userinfo');
  const colon = text.indexOf(':');
  const parts = colon === -1 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
  const written: string[] = [];
  for (const part of parts) {
    const read = unescapePart(part, 'user');
    if (!read.ok) return read;
    written.push(escapePart(read.text, 'user'));
  }
  return { ok: true, text: written.join(':') };
}

function parseHost(scheme: string, text: string): Unescaped {
  const open = text.lastIndexOf('[');
  if (open > 0) return refuse('invalid IP-literal');
  if (open === 0) return parseAddress(text);
  const isWeb = scheme === 'http' || scheme === 'https';
  const colon = isWeb ? text.indexOf(':') : text.lastIndexOf(':');
  const port = colon === -1 ? '' : text.slice(colon);
  return isPort(port) ? unescapePart(text, 'host') : refuse(`invalid port ${quoteText(port)} after host`);
}

/** `[::1]:80`, where a zone may follow an escaped percent sign. */
function parseAddress(text: string): Unescaped {
  const close = text.lastIndexOf(']');
  if (close === -1) return refuse("missing ']' in host");
  const port = text.slice(close + 1);
  if (!isPort(port)) return refuse(`invalid port ${quoteText(port)} after host`);
  const inside = text.slice(1, close);
  const zoneAt = inside.indexOf('%25');
  const address = unescapePart(zoneAt === -1 ? inside : inside.slice(0, zoneAt), 'host');
  if (!address.ok) return address;
  const zone = unescapePart(zoneAt === -1 ? '' : inside.slice(zoneAt), 'zone');
  if (!zone.ok) return zone;
  if (/^\d+(?:\.\d+){3}$/.test(address.text)) return refuse('invalid IP-literal');
  const name = address.text + zone.text;
  if (!URL.canParse(`http://[${address.text}]/`))
    return refuse(`invalid host: ParseAddr(${quoteText(name)}): unable to parse IP`);
  return { ok: true, text: `[${name}]${port}` };
}

export function isPort(text: string): boolean {
  return /^(?::\d*)?$/.test(text);
}
