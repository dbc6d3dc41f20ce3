import { type Dispatcher, errors, request } from 'undici';
import { type Attempt, type Delivery, deliveryHeaders } from './delivery.ts';

export interface SendOptions {
  dispatcher: Dispatcher;
  timeoutMs: number;
  id: string;
  redelivery: boolean;
  now(): Date;
}

type Outcome = Pick<Attempt, 'status' | 'statusCode' | 'responseHeaders' | 'responseBody'>;

function failureOf(error: unknown): Outcome {
  const isLate =
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    (error instanceof Error && error.name === 'TimeoutError');
  return {
    status: isLate ? 'timed out' : 'failed to connect to host',
    statusCode: isLate ? 504 : 502,
    responseHeaders: {},
    responseBody: '',
  };
}

async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  options: SendOptions,
): Promise<Outcome> {
  try {
    const answer = await request(url, {
      method: 'POST',
      headers,
      body,
      dispatcher: options.dispatcher,
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    const responseBody = await answer.body.text();
    const isGood = answer.statusCode >= 200 && answer.statusCode < 300;
    const responseHeaders = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
    );
    return {
      status: isGood ? 'OK' : `Invalid HTTP Response: ${answer.statusCode}`,
      statusCode: answer.statusCode,
      responseHeaders,
      responseBody,
    };
  } catch (error) {
    return failureOf(error);
  }
}

/** Sends a delivery once and answers how it went; it never rejects, as a lost webhook is an outcome and not an error. */
export async function sendDelivery(delivery: Delivery, url: string, options: SendOptions): Promise<Attempt> {
  const requestHeaders = deliveryHeaders(delivery);
  const deliveredAt = options.now();
  const start = performance.now();
  const outcome = await post(url, requestHeaders, delivery.body, options);
  return {
    id: options.id,
    delivery,
    deliveredAt,
    redelivery: options.redelivery,
    duration: Math.round(performance.now() - start) / 1000,
    url,
    requestHeaders,
    ...outcome,
  };
}
