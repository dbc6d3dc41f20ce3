import { fromBinary, toBinary } from '../../go-value/bytes.ts';
import type { Call } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { kindName } from '../../go-value/type-name.ts';
import type { GoValue } from '../../go-value/value.ts';
import { escapePart } from './escape.ts';
import { isPort, parseUrl, type Url } from './parse-url.ts';

export const urlFunctions: Record<string, GoFunction> = {
  urlParse: fixed(['text'], ([text], call) => {
    const parsed = parseUrl(toBinary(text));
    return parsed.ok ? toDict(parsed.url) : call.fail(`unable to parse url: ${fromBinary(parsed.message)}`);
  }),
  urlJoin: fixed(['dict'], ([dict], call) => joinUrl(dict, call)),
};

function toDict(url: Url): GoValue {
  const { scheme, host, path, query, opaque, fragment, user = '' } = url;
  const parts = { scheme, host, hostname: hostnameOf(host), path, query, opaque, fragment, userinfo: user };
  return new Map(Object.entries(parts).map(([name, part]): [string, GoValue] => [name, fromBinary(part)]));
}

/** The host without its port and without the brackets of an address. */
function hostnameOf(host: string): string {
  const colon = host.lastIndexOf(':');
  const name = colon !== -1 && isPort(host.slice(colon)) ? host.slice(0, colon) : host;
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}

function joinUrl(dict: Map<string, GoValue>, call: Call): GoValue {
  const part = (name: string) => readPart(dict, name, call);
  const user = readUser(part('userinfo'), call);
  const [scheme, opaque, host, query] = [part('scheme'), part('opaque'), part('host'), part('query')];
  const url: Url = { scheme, opaque, host, query, path: part('path'), fragment: part('fragment') };
  return fromBinary(writeUrl(user === undefined ? url : { ...url, user }));
}

function readPart(dict: Map<string, GoValue>, name: string, call: Call): string {
  const value = dict.get(name);
  if (value === undefined) return '';
  if (typeof value === 'string') return toBinary(value);
  const kind = value === null ? 'nil' : kindName(value);
  call.fail(`unable to parse ${name} key, must be of type string, but ${kind} found`);
  return '';
}

/** What stands before the `@`, read and escaped once more. */
function readUser(text: string, call: Call): string | undefined {
  if (text === '') return undefined;
  const parsed = parseUrl(`proto://${text}@host`);
  if (parsed.ok) return parsed.url.user;
  call.fail(`unable to parse userinfo in dict: ${parsed.message}`);
  return undefined;
}

/** Go's `URL.String`. */
function writeUrl({ scheme, opaque, user, host, path, query, fragment }: Url): string {
  const start = scheme === '' ? '' : `${scheme}:`;
  const hierarchy = opaque === '' ? writeHierarchy({ user, host, path, hasStart: start !== '' }) : opaque;
  const ending = `${query === '' ? '' : `?${query}`}${fragment === '' ? '' : `#${escapePart(fragment, 'fragment')}`}`;
  return start + hierarchy + ending;
}

interface Hierarchy {
  user: string | undefined;
  host: string;
  path: string;
  hasStart: boolean;
}

function writeHierarchy({ user, host, path, hasStart }: Hierarchy): string {
  const isNamed = hasStart || host !== '' || user !== undefined;
  const hasSlashes = isNamed && (host !== '' || path !== '' || user !== undefined);
  const authority = `${user === undefined ? '' : `${user}@`}${escapePart(host, 'host')}`;
  const start = hasSlashes ? `//${authority}` : '';
  const written = path === '*' ? '*' : escapePart(path, 'path');
  if (written !== '' && !written.startsWith('/') && host !== '') return `${start}/${written}`;
  const isAmbiguous = !hasStart && start === '' && /^[^/]*:/.test(written);
  return `${start}${isAmbiguous ? './' : ''}${written}`;
}
