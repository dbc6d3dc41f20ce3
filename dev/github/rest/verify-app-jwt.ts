import { verify } from 'node:crypto';
import type { AppRecord } from '../store/app-record.ts';

export type JwtVerdict = { ok: true; app: AppRecord } | { ok: false; status: 401 | 404; message: string };

// Clients look for these very sentences: Octokit corrects its clock when it reads the second or third.
const undecodable = 'A JSON web token could not be decoded';
const badExpiry =
  "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
const badIssueTime = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
const farExpiry = "'Expiration time' claim ('exp') is too far in the future";
const noIssuer = 'Missing "issuer" claim (\'iss\') in assertion';

// GitHub forgives a clock that is a little ahead of its own.
const allowedDriftSeconds = 60;
const longestSeconds = 600;

function decodePart(part: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // Not JSON is simply not a token; the caller answers so.
    return undefined;
  }
}

function refuse(message: string): JwtVerdict {
  return { ok: false, status: 401, message };
}

function findIssuer(apps: ReadonlyMap<number, AppRecord>, issuer: unknown): AppRecord | undefined {
  const text = String(issuer);
  for (const app of apps.values()) if (String(app.id) === text || app.clientId === text) return app;
  return undefined;
}

function checkTimes(claims: Record<string, unknown>, nowSeconds: number): string | undefined {
  const { exp, iat } = claims;
  if (typeof exp !== 'number' || exp <= nowSeconds) return badExpiry;
  if (exp > nowSeconds + longestSeconds + allowedDriftSeconds) return farExpiry;
  if (typeof iat !== 'number' || !Number.isInteger(iat) || iat > nowSeconds + allowedDriftSeconds) return badIssueTime;
  if (exp - iat > longestSeconds + allowedDriftSeconds) return farExpiry;
  return undefined;
}

/** Verifies an App's RS256 token: its signature by the App's public key, its times, its issuer (id or client id). */
export function verifyAppJwt(apps: ReadonlyMap<number, AppRecord>, token: string, now: Date): JwtVerdict {
  const [header, payload, signature] = token.split('.');
  const head = decodePart(header);
  const claims = decodePart(payload);
  if (head === undefined || claims === undefined || signature === undefined) return refuse(undecodable);
  if (head.alg !== 'RS256') return refuse(undecodable);
  if (claims.iss === undefined) return refuse(noIssuer);
  const app = findIssuer(apps, claims.iss);
  if (app === undefined) return { ok: false, status: 404, message: 'Integration not found' };
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', signed, app.publicKey, Buffer.from(signature, 'base64url'))) return refuse(undecodable);
  const wrong = checkTimes(claims, Math.floor(now.getTime() / 1000));
  return wrong === undefined ? { ok: true, app } : refuse(wrong);
}
