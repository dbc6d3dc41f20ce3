import type { IncomingMessage } from 'node:http';
import { marshalAsGo } from '../../event/marshal-as-go.ts';
import { maxDepth } from '../../event/payload/parse-body.ts';
import { isDeeperThan } from '../../json/is-deeper-than.ts';
import { keepHeaders } from '../../webhook/keep-headers.ts';
import { wrapWebhook } from './wrap-webhook.ts';

export type HookData = { ok: true; data: string } | { ok: false; message: string };

/**
 * Argo Events 1.9: the data of a request. Of a GET the body is its query, of a form its fields, each a map of lists; of all else the
 * body is JSON.
 */
export function readHookBody(request: IncomingMessage, body: Uint8Array): HookData {
  const text = bodyOf(request, body);
  if (isDeeperThan(text, maxDepth)) return { ok: false, message: `the body nests more than ${maxDepth} deep` };
  return wrapWebhook(keepHeaders(request.rawHeaders), text);
}

function bodyOf({ method, url = '', headers }: IncomingMessage, body: Uint8Array): string {
  if (method === 'GET') return mapOf(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  const text = new TextDecoder().decode(body);
  return headers['content-type'] === 'application/x-www-form-urlencoded' ? mapOf(text) : text;
}

function mapOf(fields: string): string {
  const lists = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(fields)) {
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [value]);
    else list.push(value);
  }
  return marshalAsGo(Object.fromEntries(lists));
}
