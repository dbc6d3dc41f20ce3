import { createHash } from 'node:crypto';
import type { Delivery } from '../../bus/event-bus.ts';
import { parseBody } from '../../event/payload/parse-body.ts';
import { fieldAt, textAt } from '../../event/payload/read-field.ts';
import type { Self } from '../../github/caller/caller.ts';
import { isRecord } from '../../json/is-record.ts';
import type { Caller } from '../ask/judge-caller.ts';
import type { RunAsk } from '../ask/read-run-ask.ts';
import type { FoundCommit } from './find-commit.ts';

/** What is stored of a run that was asked for. */
export interface ManualEvent {
  id: string;
  ask: RunAsk;
  commit: FoundCommit;
  installationId: number;
  /** What was given, and the defaults of the rest. */
  inputs: Record<string, string>;
}

/** No webhook's id looks like these: what is asked for by hand is told from its event by the id alone. */
const prefix = 'manual-';

export function isManualId(id: string): boolean {
  return id.startsWith(prefix);
}

export function manualIdOf(text: string): string {
  return `${prefix}${text}`;
}

/** The same key of the same person for the same repository is the same run. */
export function idOf(key: string | undefined, { person, repository }: Caller, newId: () => string): string {
  if (key === undefined) return manualIdOf(newId());
  const hash = createHash('sha256').update(JSON.stringify([repository.id, person.id, key]));
  return manualIdOf(hash.digest('hex').slice(0, 40));
}

export function tenantOf(repositoryId: number): string {
  return String(repositoryId);
}

/** The event as a webhook of GitHub's would carry it, so that the same rooms read it. Nothing of the caller's token is in it. */
export function makeManualDelivery(
  { id, ask, commit, installationId, inputs }: ManualEvent,
  { person, repository }: Caller,
  receivedAt: number,
): Delivery {
  const body = {
    ...{ pipeline: ask.pipeline, ...commit, inputs },
    asked: fingerprintOf(ask),
    repository: repository.payload,
    installation: { id: installationId },
    sender: senderOf(person),
  };
  return {
    ...{ source: 'manual', tenant: tenantOf(repository.id), id, name: 'manual', receivedAt },
    headers: { 'Content-Type': ['application/json'], 'X-Github-Event': ['manual'], 'X-Github-Delivery': [id] },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** What a stored run stands for. */
export interface StoredRun {
  id: string;
  pipeline: string;
  commit: string;
  ref: string | undefined;
  inputs: Record<string, string>;
  asked: string;
}

export function readManualDelivery(delivery: Delivery): StoredRun | undefined {
  const parsed = parseBody(delivery);
  if (!parsed.ok) return undefined;
  const { body } = parsed;
  const pipeline = textAt(body, 'pipeline');
  const commit = textAt(body, 'sha');
  const asked = textAt(body, 'asked');
  if (pipeline === undefined || commit === undefined || asked === undefined) return undefined;
  const inputs = fieldAt(body, 'inputs');
  const texts = isRecord(inputs) ? Object.entries(inputs).map(([name, value]) => [name, String(value)]) : [];
  return {
    ...{ id: delivery.id, pipeline, commit, asked },
    ref: textAt(body, 'ref'),
    inputs: Object.fromEntries(texts),
  };
}

/** Tells whether the same was asked for, however it was written. */
export function fingerprintOf({ repository, pipeline, ref = '', parameters }: RunAsk): string {
  const sorted = Object.entries(parameters).sort(([left], [right]) => (left < right ? -1 : 1));
  const said = [repository.toLowerCase(), pipeline, ref, sorted];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

function senderOf({ login, id, type }: Self): Record<string, unknown> {
  return { login, id, type };
}
