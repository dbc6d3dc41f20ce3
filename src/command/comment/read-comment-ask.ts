import type { Delivery } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { parseBody } from '../../event/payload/parse-body.ts';
import { fieldAt, integerAt, type JsonObject, textAt } from '../../event/payload/read-field.ts';
import { readGithubDelivery } from '../../event/read-github-delivery.ts';
import { isRecord } from '../../json/is-record.ts';
import type { Ask } from '../ask.ts';
import { readAsk } from '../check/read-check-ask.ts';

/** Where a comment stands. */
export type CommentPlace =
  | { kind: 'pull-request'; number: number; isOpen: boolean }
  | { kind: 'issue'; number: number }
  | { kind: 'commit'; sha: string };

/** A comment that somebody has just written. */
export interface CommentAsk extends Ask {
  place: CommentPlace;
  comment: { id: number; text: string };
  event: GithubEvent;
}

/** Undefined for every other delivery; comments that were edited or deleted ask for nothing. */
export function readCommentAsk(delivery: Delivery): CommentAsk | undefined {
  if (delivery.name !== 'issue_comment' && delivery.name !== 'commit_comment') return undefined;
  const parsed = parseBody(delivery);
  if (!parsed.ok || textAt(parsed.body, 'action') !== 'created') return undefined;
  const { body } = parsed;
  const ask = readAsk(delivery, body);
  const place = readPlace(body);
  const id = integerAt(body, 'comment', 'id');
  const read = readGithubDelivery(delivery);
  if (ask === undefined || place === undefined || id === undefined || !read.ok || read.kind !== 'event')
    return undefined;
  return { ...ask, place, comment: { id, text: textAt(body, 'comment', 'body') ?? '' }, event: read.event };
}

function readPlace(body: JsonObject): CommentPlace | undefined {
  const sha = textAt(body, 'comment', 'commit_id');
  if (sha !== undefined) return { kind: 'commit', sha };
  const number = integerAt(body, 'issue', 'number');
  if (number === undefined) return undefined;
  if (!isRecord(fieldAt(body, 'issue', 'pull_request'))) return { kind: 'issue', number };
  return { kind: 'pull-request', number, isOpen: textAt(body, 'issue', 'state') === 'open' };
}
