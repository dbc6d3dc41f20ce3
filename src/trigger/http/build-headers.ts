import { type Problem, problem } from '../../problem/problem.ts';

export type Header = [name: string, value: string];
export type BuiltHeaders = { ok: true; headers: Header[] } | { ok: false; problem: Problem };

/** Headers that say how the message is carried; set by hand they would smuggle another request into the connection. */
const carried = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const maxValueBytes = 8192;
const maxHeaders = 100;

/**
 * Header names as they were written (Argo Events does not make them canonical); of several with one name the last counts. Values go
 * out as UTF-8. Problems: `trigger.http-header`, which never shows a value.
 */
export function buildHeaders(given: readonly Header[], trigger: string): BuiltHeaders {
  const headers = new Map<string, Header>();
  for (const [name, value] of given) {
    const reason = findFault(name, value);
    if (reason !== undefined) {
      return { ok: false, problem: problem('trigger.http-header', { trigger, header: name.slice(0, 100), reason }) };
    }
    headers.set(name.toLowerCase(), [name, Buffer.from(value).toString('latin1')]);
  }
  if (headers.size > maxHeaders) {
    const values = { trigger, header: `${headers.size} headers`, reason: `at most ${maxHeaders} are sent` };
    return { ok: false, problem: problem('trigger.http-header', values) };
  }
  return { ok: true, headers: [...headers.values()] };
}

function findFault(name: string, value: string): string | undefined {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,200}$/.test(name)) return 'its name is none that HTTP allows';
  if (carried.has(name.toLowerCase())) return 'it is about the connection, which is not the trigger’s to set';
  if (/[^\t\x20-\x7e\u0080-\u{10ffff}]/u.test(value)) return 'its value has line ends or control characters in it';
  if (Buffer.byteLength(value) > maxValueBytes) return `its value is longer than ${maxValueBytes} bytes`;
  return undefined;
}
