import { type Problem, problem } from '../../problem/problem.ts';

export type ReadUrl = { ok: true; url: URL } | { ok: false; problem: Problem };

/**
 * The address of a call, in the one form that is judged and called. Problems: `trigger.http-url`.
 */
export function readUrl(text: string, trigger: string): ReadUrl {
  const fail = (reason: string): ReadUrl => ({ ok: false, problem: problem('trigger.http-url', { trigger, reason }) });
  if (text.length > 8192) return fail('it is longer than 8192 characters');
  // The parser drops these without a word, so that what is called is not what people read.
  if (/[\s\\]|\p{Cc}/u.test(text)) return fail('it has blanks, control characters or backslashes in it');
  const url = URL.parse(text);
  if (url === null) return fail('it is no absolute address');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return fail(`its scheme is ${url.protocol.slice(0, -1)}`);
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/*[^/?#]*@/i.test(text)) {
    return fail('it has a user name in it; use basicAuth');
  }
  url.hash = '';
  return { ok: true, url };
}
