import { randomInt } from 'node:crypto';
import { shortHash } from '../../run/identity/short-hash.ts';
import type { Binding } from '../binding/read-binding.ts';
import type { ApiEvent } from './event.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const randomLength = 5;
/** A Workflow's name also becomes a label's value. */
const maxNameLength = 63;

/** Tells the Workflow of this event and binding from every other; undefined for an event without an id of its own. */
export function eventIdOf({ namespace, caller, deliveryKey }: ApiEvent, binding: Binding): string | undefined {
  if (deliveryKey === undefined) return undefined;
  return shortHash(['event-api', namespace, caller.subject, deliveryKey, binding.namespace, binding.name]);
}

/** The end of a Workflow's name: the event's id, so that the same event gives the same name; else as Argo, at random. */
export function endName(generateName: string, eventId: string | undefined): string {
  if (eventId === undefined) return generateName + randomSuffix();
  return generateName.slice(0, maxNameLength - eventId.length) + eventId;
}

function randomSuffix(): string {
  let text = '';
  for (let index = 0; index < randomLength; index++) text += alphabet[randomInt(alphabet.length)];
  return text;
}
