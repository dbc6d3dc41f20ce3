import { createHmac, createPrivateKey, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Says which run somebody may read the state of, so that nobody is asked for their own token again and again. */
export interface StatusSigner {
  /** A token for this run's state and nothing else. */
  sign(tenant: string, id: string): string;
  accepts(tenant: string, id: string, token: string): boolean;
}

/** @param privateKey PEM; the key is derived from it, so every replica has it. */
export function createStatusSigner(privateKey: string): StatusSigner {
  const secret = createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' });
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'argo-events-app run status', 32));
  const macOf = (tenant: string, id: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify(['v1', tenant, id]))
      .digest();
  return {
    sign: (tenant, id) => `v1.${macOf(tenant, id).toString('base64url')}`,
    accepts(tenant, id, token) {
      const [version, mac = ''] = token.split('.');
      const given = Buffer.from(mac, 'base64url');
      const expected = macOf(tenant, id);
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
