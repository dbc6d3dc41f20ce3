import type { HttpAnswer, HttpRequest } from '../../exchange/send-request.ts';

/** The network as nock stands in for it, which does not see connections of undici's own. */
export async function sendOverFetch({ url, ...request }: HttpRequest): Promise<HttpAnswer> {
  const { body, signal } = request;
  const answer = await fetch(url, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
}
