import type { GithubFailure } from '../github.ts';
import { readRateLimit } from './budget/read-limit.ts';
import { type ErrorAnswer, readErrorAnswer } from './read-answer.ts';

/**
 * Turns what a request ended with into later, gone or refused.
 *
 * @param what names the request in the message, such as `POST check-runs`; it must hold nothing secret
 */
export function classifyFailure(error: unknown, what: string, now: number): GithubFailure {
  const answer = readErrorAnswer(error);
  if (answer.retryAfterMs !== undefined) {
    return { kind: 'later', message: `${what}: ${answer.message}`, retryAfterMs: answer.retryAfterMs };
  }
  if (answer.status === undefined) {
    const message = `${what}: GitHub could not be reached (${answer.message}).`;
    return { kind: 'later', message, isUnanswered: true };
  }
  const limit = readRateLimit(answer, now);
  if (limit !== undefined) {
    const message = `${what}: GitHub's ${limit.kind} rate limit is reached (${answer.status}: ${answer.message}).`;
    return { kind: 'later', message, retryAfterMs: limit.retryAfterMs };
  }
  return classifyStatus(answer, answer.status, what);
}

function classifyStatus(answer: ErrorAnswer, status: number, what: string): GithubFailure {
  const message = `${what}: GitHub answered ${status} (${answer.message}).`;
  if (status >= 500 || status === 401 || status === 408 || status === 423) {
    return { kind: 'later', message };
  }
  if (status === 403 && /suspended/i.test(answer.message)) return { kind: 'gone', message, isSuspended: true };
  if (status === 404 || status === 410 || status === 451) return { kind: 'gone', message };
  if (status !== 403) return { kind: 'refused', message };
  const hint = /not accessible by integration/i.test(answer.message) ? ` ${permissionHint}` : '';
  return { kind: 'refused', message: `${message}${hint}`, isForbidden: true };
}

export const permissionHint =
  "The App lacks a permission for this: compare its permissions with app.yml, and accept new ones in the installation's settings.";
