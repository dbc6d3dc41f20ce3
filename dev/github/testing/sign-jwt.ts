import { sign } from 'node:crypto';

export interface JwtClaims {
  iss?: number | string;
  iat?: number;
  exp?: number;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Signs an App's JWT, good for five minutes unless the claims say otherwise. */
export function signJwt(privateKey: string, claims: JwtClaims): string {
  const now = nowSeconds();
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: now - 5, exp: now + 300, ...claims })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}
