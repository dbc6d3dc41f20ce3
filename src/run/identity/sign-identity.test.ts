import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RunIdentity } from './run-identity.ts';
import { createIdentitySigner } from './sign-identity.ts';

function newKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

const identity: RunIdentity = {
  origin: 'github',
  repositoryId: 7,
  owner: 'acme',
  repository: 'shop',
  installationId: 3,
  commit: 'a'.repeat(40),
  checkName: 'ci',
  delivery: 'd-1',
  sensor: 'ci',
  trigger: 'ci',
  dependencies: ['push'],
  attempt: 1,
  event: 'push',
  subject: 'main',
  why: ['branch main matches main'],
  notes: [],
};

describe('the identity annotation', () => {
  const privateKey = newKey();
  const signer = createIdentitySigner(privateKey);

  it('is read back by any process that has the App key', () => {
    const sealed = signer.sign('ci', 'ci-abc', identity);

    expect(createIdentitySigner(privateKey).read('ci', 'ci-abc', sealed)).toEqual(identity);
  });

  it.each([
    ['for another Workflow of the namespace', 'ci', 'ci-other'],
    ['for a Workflow of another namespace', 'prod', 'ci-abc'],
  ])('is worthless %s', (_title, namespace, name) => {
    expect(signer.read(namespace, name, signer.sign('ci', 'ci-abc', identity))).toBeUndefined();
  });

  it('is worthless when another App signed it', () => {
    expect(signer.read('ci', 'ci-abc', createIdentitySigner(newKey()).sign('ci', 'ci-abc', identity))).toBeUndefined();
  });

  it('counts still when the key that signed it was replaced a moment ago, and what is signed then is signed by the new one', () => {
    const newer = newKey();
    const rotating = createIdentitySigner(newer, privateKey);
    expect(rotating.read('ci', 'ci-abc', signer.sign('ci', 'ci-abc', identity))).toEqual(identity);
    const sealed = rotating.sign('ci', 'ci-abc', identity);
    expect(createIdentitySigner(newer).read('ci', 'ci-abc', sealed)).toEqual(identity);
    expect(signer.read('ci', 'ci-abc', sealed)).toBeUndefined();
    expect(rotating.read('ci', 'ci-other', sealed)).toBeUndefined();
  });

  it('is worthless when its text was exchanged', () => {
    const [version, , mac] = signer.sign('ci', 'ci-abc', identity).split('.');
    const forged = Buffer.from(JSON.stringify({ ...identity, repositoryId: 8 })).toString('base64url');

    expect(signer.read('ci', 'ci-abc', `${version}.${forged}.${mac}`)).toBeUndefined();
  });

  it.each([undefined, '', 'v1', 'v1..', 'v2.a.b', 'v1.a.b.c', 'v1.%%%.%%%'])('does not throw on %j', (text) => {
    expect(signer.read('ci', 'ci-abc', text)).toBeUndefined();
  });

  it('cannot be taken from a note, nor a note from it', () => {
    expect(signer.read('ci', 'ci-abc', signer.signNote('ci', 'ci-abc', identity))).toBeUndefined();
    expect(signer.readNote('ci', 'ci-abc', signer.sign('ci', 'ci-abc', identity))).toBeUndefined();
    expect(signer.readNote('ci', 'ci-abc', signer.signNote('ci', 'ci-abc', { check: 9 }))).toEqual({ check: 9 });
  });
});
