import { toBytes } from '../../go-value/bytes.ts';
import type { Call } from '../../go-value/call.ts';
import { hmacSha256, stretchKey } from './primitives.ts';

/** What a password of each kind looks like: one character class after the other. */
const templates: Record<string, string[]> = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: (
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv ' +
    'CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv ' +
    'CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno'
  ).split(' '),
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
};

const vowels = 'AEIOU';
const consonants = 'BCDFGHJKLMNPQRSTVWXYZ';
const letters = vowels + vowels.toLowerCase() + consonants + consonants.toLowerCase();
const classes: Record<string, string> = {
  V: vowels,
  C: consonants,
  v: vowels.toLowerCase(),
  c: consonants.toLowerCase(),
  A: vowels + consonants,
  a: letters,
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${letters}0123456789!@#$%^&*()`,
};

const scope = 'com.lyndir.masterpassword';
/** About as long as it takes. */
const stepsOfKey = 150_000;

export interface PasswordParts {
  counter: number;
  kind: string;
  password: string;
  user: string;
  site: string;
}

/** The password that the Master Password algorithm makes of one password for a site. */
export function derivePassword({ counter, kind, password, user, site }: PasswordParts, call: Call): string | null {
  const choices = Object.hasOwn(templates, kind) ? templates[kind] : undefined;
  if (choices === undefined) return `cannot find password template ${kind}`;
  if (!call.spend(stepsOfKey)) return null;
  const key = stretchKey(toBytes(password), Buffer.concat([Buffer.from(scope), withLength(user)]), 64);
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  const message = Buffer.concat([Buffer.from(scope), withLength(site), count]);
  const [first = 0, ...seed] = hmacSha256(key, message);
  const template = choices[first % choices.length] ?? '';
  return [...template].map((name, at) => pick(classes[name] ?? '', seed[at] ?? 0)).join('');
}

function pick(characters: string, number: number): string {
  return characters.charAt(number % characters.length);
}

function withLength(text: string): Buffer {
  const bytes = toBytes(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
