import { createHash } from 'node:crypto';
import type { GithubEvent } from '../../event/event.ts';
import { compileTemplate } from '../../expression/template/compile-template.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { dataPayload } from '../../sensor/parameters/event-payload.ts';
import { templateWorld } from '../../sensor/template-world.ts';
import type { RepositoryRequest } from '../run-request.ts';

/** Runs that wait for each other or replace each other. */
export interface RunGroup {
  /** 20 hexadecimal characters: fit for labels, names and locks, whatever the text says that it is made of. */
  hash: string;
  /** How many of them go on at once. */
  limit?: number;
  /** A newer one ends the older ones. */
  cancels: boolean;
}

export type GroupOfRun = { ok: true; group: RunGroup | undefined } | { ok: false; problem: Problem };

/**
 * The group of a run whose pipeline has `concurrency`. Its hash is over the repository's id, the pipeline, for what comes from a
 * fork the pull request, and the text: nobody's text reaches the group of another repository, of another pipeline or of a
 * stranger's pull request.
 *
 * Problems: `run.group-failed`.
 */
export function groupOfRun(request: RepositoryRequest): GroupOfRun {
  const { concurrency } = request.options;
  if (concurrency === undefined) return { ok: true, group: undefined };
  const text = textOfGroup(concurrency.group, request.event);
  if (!text.ok) return { ok: false, problem: problem('run.group-failed', { reason: text.message }) };
  const { event, sensor, firing } = request;
  const hash = hashParts([
    'group',
    event.facts.repository.id,
    sensor,
    firing.trigger.template.name,
    strangersOf(request),
    text.text,
  ]);
  const { limit, cancelInProgress } = concurrency;
  return { ok: true, group: { hash, cancels: cancelInProgress, ...(limit === undefined ? {} : { limit }) } };
}

/** What the names of locks begin with that the repository's own Workflows write: `3f9a0c1b2d4e-`. */
export function lockPrefixOf(request: RepositoryRequest): string {
  return makeLockPrefix(request.event.facts.repository.id, strangersOf(request));
}

/** @param strangers whose runs share no lock with the repository's own; null for what its writers do */
export function makeLockPrefix(repositoryId: number, strangers: number | string | null): string {
  return `${hashParts(['locks', repositoryId, strangers]).slice(0, 12)}-`;
}

/** The pull request of a stranger, whose groups and locks are its own; null for what the repository's writers do. */
function strangersOf({ event, untrusted }: RepositoryRequest): number | string | null {
  const { pullRequest } = event.facts;
  if (pullRequest?.fork) return pullRequest.number;
  return untrusted ? `delivery ${event.deliveryId}` : null;
}

type GroupText = { ok: true; text: string } | { ok: false; message: string };

/** What comes to nothing (`{{ .Input.github.branch }}` of a pull request) is the default: else strangers to each other would meet. */
function textOfGroup(group: string | undefined, event: GithubEvent): GroupText {
  if (group === undefined) return { ok: true, text: defaultText(event) };
  if (!group.includes('{{')) return { ok: true, text: group };
  const compilation = compileTemplate(group);
  if (!compilation.ok) return compilation;
  const payload = dataPayload(event);
  if (!payload.ok) return payload;
  const input = payload.reader.templateData();
  if (input === undefined) return { ok: false, message: 'the event nests too deep for a template' };
  const rendered = compilation.template.render(new Map([['Input', input]]), templateWorld(event.context, group));
  if (!rendered.ok) return rendered;
  const text = rendered.text.replaceAll('<no value>', '');
  return { ok: true, text: text.trim() === '' ? defaultText(event) : text };
}

function defaultText({ facts }: GithubEvent): string {
  return facts.pullRequest === undefined ? (facts.ref ?? facts.eventName) : `pull/${facts.pullRequest.number}`;
}

function hashParts(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}
