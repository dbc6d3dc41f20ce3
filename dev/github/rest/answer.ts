/** What the API answers. A `Buffer` goes out as it is, `undefined` as nothing, all else as JSON. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

const documentation = 'https://docs.github.com/rest';

export function ok(body: unknown, headers?: Record<string, string>): Answer {
  return headers === undefined ? { status: 200, body } : { status: 200, body, headers };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export const noContent: Answer = { status: 204 };

function failure(status: number, message: string, more: object = {}): Answer {
  return { status, body: { message, ...more, documentation_url: documentation, status: String(status) } };
}

export function badRequest(message: string): Answer {
  return failure(400, message);
}

export function unauthorized(message: string): Answer {
  return failure(401, message);
}

export function forbidden(message: string, headers: Record<string, string> = {}): Answer {
  return { ...failure(403, message), headers };
}

export function notFound(message = 'Not Found'): Answer {
  return failure(404, message);
}

/** 422 in the words of GitHub's schema check, one line for each thing that is wrong. */
export function invalidRequest(...lines: string[]): Answer {
  return failure(422, `Invalid request.\n\n${lines.join('\n')}`);
}

export function unprocessable(message: string): Answer {
  return failure(422, message);
}
