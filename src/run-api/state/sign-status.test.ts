import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { createStatusSigner } from './sign-status.ts';

const key = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

it('signs the state of one run for every replica with the App’s key, and for nothing else', () => {
  const pem = key();
  const token = createStatusSigner(pem).sign('42', 'manual-1');
  const signer = createStatusSigner(pem);
  expect(signer.accepts('42', 'manual-1', token)).toBe(true);
  expect(signer.accepts('42', 'manual-2', token)).toBe(false);
  expect(signer.accepts('43', 'manual-1', token)).toBe(false);
  expect(createStatusSigner(key()).accepts('42', 'manual-1', token)).toBe(false);
  for (const odd of ['', 'v1', 'v1.', 'v2.AAAA', `${token}A`, token.slice(0, -2)]) {
    expect(signer.accepts('42', 'manual-1', odd)).toBe(false);
  }
});
