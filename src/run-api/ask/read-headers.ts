import type { IncomingMessage } from 'node:http';
import { problem } from '../../problem/problem.ts';
import { type Answered, answerWith } from '../answer.ts';

/** What tokens of GitHub are made of, old and new ones. */
const tokenShape = /^(?:Bearer|token) ([A-Za-z0-9_.-]{16,2048})$/i;
const keyShape = /^[\x21-\x7e]{1,200}$/;

/** An installation's token (of Actions, of any App) is known by its beginning; GitHub need not be asked about it. */
export function readToken({ headers }: IncomingMessage): Answered<string> {
  const token = tokenShape.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return answerWith({ status: 401, problems: [problem('run-api.no-token', {})] });
  if (token.startsWith('ghs_')) {
    const reason = problem('run-api.no-person', { reason: 'it is the token of an App’s installation.' });
    return answerWith({ status: 403, problems: [reason] });
  }
  return { ok: true, value: token };
}

export function readIdempotencyKey({ headers }: IncomingMessage): Answered<string | undefined> {
  const key = headers['idempotency-key'];
  if (key === undefined) return { ok: true, value: undefined };
  if (typeof key === 'string' && keyShape.test(key)) return { ok: true, value: key };
  const reason = 'the header Idempotency-Key must hold 1 to 200 visible characters';
  return answerWith({ status: 400, problems: [problem('run-api.malformed', { reason })] });
}
