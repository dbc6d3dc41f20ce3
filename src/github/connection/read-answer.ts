import { isRecord } from '../../json/is-record.ts';

/** What can be told from an error that a request ended with. Without a `status` nothing was answered: network, timeout. */
export interface ErrorAnswer {
  status?: number;
  message: string;
  headers: Record<string, string>;
  /** Set where this app itself held the request back. */
  retryAfterMs?: number;
}

/**
 * Reads an Octokit `RequestError` (or anything else that was thrown). Octokit gives network errors the status 500; only an
 * error with a `response` was answered.
 */
export function readErrorAnswer(error: unknown): ErrorAnswer {
  if (!isRecord(error)) {
    return { message: String(error), headers: {} };
  }
  const response = isRecord(error.response) ? error.response : undefined;
  const message = readMessage(response, error);
  const retryAfterMs = error.retryAfterMs;
  return {
    message,
    headers: readHeaders(response?.headers),
    ...(response !== undefined && typeof error.status === 'number' ? { status: error.status } : {}),
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
  };
}

/** Header values by lower-case name. */
export function readHeaders(headers: unknown): Record<string, string> {
  if (!isRecord(headers)) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function readMessage(response: Record<string, unknown> | undefined, error: Record<string, unknown>): string {
  const data = response?.data;
  const text = isRecord(data) && typeof data.message === 'string' ? describeAnswer(data) : error.message;
  return cut(typeof text === 'string' ? text : 'no message');
}

/** GitHub explains a 422 in `errors`: strings, or objects with a `message` or a `code` and a `field`. */
function describeAnswer(data: Record<string, unknown>): string {
  const errors = Array.isArray(data.errors) ? data.errors : [];
  const details = errors.map((each) => (isRecord(each) ? describeFieldError(each) : String(each)));
  return [String(data.message), ...details].join(': ');
}

function describeFieldError(error: Record<string, unknown>): string {
  if (typeof error.message === 'string') {
    return error.message;
  }
  return [error.field, error.code].filter((each) => typeof each === 'string').join(' ');
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
