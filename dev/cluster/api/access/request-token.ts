import { z } from 'zod';
import { badRequest, notFound } from '../../store/failure.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { type Answer, answerFailure, answerJson, type Exchange, parseBody, readBody } from '../exchange.ts';
import type { ResourceAddress } from '../parse-request.ts';
import type { Accounts } from './accounts.ts';

const tokenRequest = z.looseObject({
  spec: z.looseObject({ expirationSeconds: z.number().min(600).default(3600) }).default({ expirationSeconds: 3600 }),
});

/** `POST …/serviceaccounts/{name}/token`: a token of an account that exists. */
export async function requestToken(
  { store, accounts }: { store: ObjectStore; accounts: Accounts },
  exchange: Exchange,
  { resource, namespace = '', name = '' }: ResourceAddress,
): Promise<Answer> {
  const text = await readBody(exchange.request);
  const body = text.ok ? parseBody(text.value, 'application/json') : text;
  if (!body.ok) return answerFailure(body.failure);
  const read = tokenRequest.safeParse(body.value);
  if (!read.success) return answerFailure(badRequest('expected a TokenRequest of at least 600 seconds'));
  if (store.get(resource, namespace, name) === undefined) return answerFailure(notFound(resource, name));
  const expiresAt = Date.now() + read.data.spec.expirationSeconds * 1000;
  const token = accounts.makeToken({ namespace, name }, expiresAt);
  const status = { token, expirationTimestamp: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z') };
  return answerJson(201, { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', ...read.data, status });
}
