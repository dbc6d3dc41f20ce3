import { createHmac, createPrivateKey, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { RunIdentity } from './run-identity.ts';

/** Signs and reads what this app writes on Workflows, so that nobody else who may edit Workflows can speak in its name. */
export interface IdentitySigner {
  sign(namespace: string, name: string, identity: RunIdentity): string;
  /** Undefined when the annotation is missing, damaged, or was signed for another Workflow or by another App. */
  read(namespace: string, name: string, annotation: string | undefined): RunIdentity | undefined;
  /** Signs a small JSON note about a Workflow, such as which check run it has. */
  signNote(namespace: string, name: string, note: unknown): string;
  readNote(namespace: string, name: string, annotation: string | undefined): unknown;
  /** Signs whose schedule a CronWorkflow is: it goes along to the Workflows that it makes. */
  signSchedule(namespace: string, name: string, schedule: unknown): string;
  /** @param name the CronWorkflow's */
  readSchedule(namespace: string, name: string, annotation: string | undefined): unknown;
}

const version = 'v1';

/**
 * The key is derived from the App's private key (HKDF-SHA256), so every replica has it and nothing else needs keeping.
 * Format: `v1.<base64url of JSON>.<base64url of HMAC-SHA256>`; the HMAC covers purpose, namespace, name and the text.
 *
 * @param privateKey PEM
 * @param previousKey PEM: what it signed is believed, too, while the App's key is rotated
 */
export function createIdentitySigner(privateKey: string, previousKey?: string): IdentitySigner {
  const key = deriveKey(privateKey);
  const believed = [key, ...(previousKey === undefined ? [] : [deriveKey(previousKey)])];

  function seal(purpose: string, namespace: string, name: string, value: unknown): string {
    const text = Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${version}.${text}.${macOf(key, [purpose, namespace, name, text]).toString('base64url')}`;
  }

  function open(purpose: string, namespace: string, name: string, sealed: string | undefined): unknown {
    const [prefix, text, mac, ...rest] = (sealed ?? '').split('.');
    if (prefix !== version || text === undefined || mac === undefined || rest.length > 0) return undefined;
    const given = Buffer.from(mac, 'base64url');
    const isBelieved = believed.some((each) => {
      const expected = macOf(each, [purpose, namespace, name, text]);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    if (!isBelieved) return undefined;
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  }

  return {
    sign: (namespace, name, identity) => seal('identity', namespace, name, identity),
    read: (namespace, name, annotation) => open('identity', namespace, name, annotation) as RunIdentity | undefined,
    signNote: (namespace, name, note) => seal('note', namespace, name, note),
    readNote: (namespace, name, annotation) => open('note', namespace, name, annotation),
    signSchedule: (namespace, name, schedule) => seal('schedule', namespace, name, schedule),
    readSchedule: (namespace, name, annotation) => open('schedule', namespace, name, annotation),
  };
}

function deriveKey(privateKey: string): KeyObject {
  const secret = createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' });
  const derived = hkdfSync('sha256', secret, '', 'argo-events-app workflow annotations', 32);
  // Not the bytes: making a key of them takes longer each time than all the rest of signing.
  return createSecretKey(new Uint8Array(derived));
}

function macOf(
  key: KeyObject,
  signed: readonly [purpose: string, namespace: string, name: string, text: string],
): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([version, ...signed]))
    .digest();
}
