import { hash } from 'node:crypto';
import { parseJson } from '../../json/parse-json.ts';

/** Who called, as the `Authorization` header says it. */
export interface Caller {
  /** The header, for the cluster alone. */
  authorization: string;
  /** Tells this credential from others without being one. */
  fingerprint: string;
  /** Whom an event's id belongs to: the token's subject where it names one. */
  subject: string;
  /** What a JSON web token says of its owner; undefined for another kind of token. */
  claims: Claims | undefined;
}

export interface Claims {
  subject?: string;
  email?: string;
  preferredUsername?: string;
}

/**
 * Reads what Argo's server takes in its mode `client`: `Bearer …` or `Basic …`; undefined for anything else. Nothing is checked
 * here: the cluster is asked with the same header before anything is done, and only it knows whether the token is good.
 */
export function readCaller(authorization: string | undefined): Caller | undefined {
  if (authorization === undefined || !/^(?:Bearer|Basic) \S/.test(authorization)) return undefined;
  const fingerprint = hash('sha256', authorization, 'base64url');
  const owner = known.get(fingerprint) ?? readOwner(authorization, fingerprint);
  keep(fingerprint, owner);
  return { authorization, fingerprint, ...owner };
}

type Owner = Pick<Caller, 'subject' | 'claims'>;

/** Owners by their tokens' fingerprints: a sender comes again and again. Nothing of it opens anything. */
const known = new Map<string, Owner>();
const maxKnown = 1_000;

function keep(fingerprint: string, owner: Owner): void {
  if (known.has(fingerprint)) return;
  if (known.size >= maxKnown) known.clear();
  known.set(fingerprint, owner);
}

function readOwner(authorization: string, fingerprint: string): Owner {
  const payload = readPayload(authorization);
  return {
    subject:
      payload?.sub === undefined ? `token:${fingerprint}` : `subject:${JSON.stringify([payload.iss, payload.sub])}`,
    claims: payload === undefined ? undefined : toClaims(payload),
  };
}

interface Payload {
  iss?: string;
  sub?: string;
  email?: string;
  preferredUsername?: string;
}

/** The payload of a JSON web token; its signature is the cluster's to check. */
function readPayload(authorization: string): Payload | undefined {
  const [, payload, ...rest] = authorization.startsWith('Bearer ') ? authorization.slice(7).split('.') : [];
  if (payload === undefined || rest.length !== 1) return undefined;
  const read = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined;
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(read, name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return withoutAbsent({
    iss: text('iss'),
    sub: text('sub'),
    email: text('email'),
    preferredUsername: text('preferred_username'),
  });
}

function toClaims({ sub, email, preferredUsername }: Payload): Claims {
  return withoutAbsent({ subject: sub, email, preferredUsername });
}

function withoutAbsent<Key extends string>(record: Record<Key, string | undefined>): Partial<Record<Key, string>> {
  const present = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Partial<Record<Key, string>>;
}
