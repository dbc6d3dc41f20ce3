import { setTimeout } from 'node:timers/promises';
import type { Problem } from '../../problem/problem.ts';
import type { SourceFeed } from '../source-feed.ts';
import type { SourceWorld } from '../source-kind.ts';
import type { SecretKey } from '../spec/read-spec.ts';
import type { HookEndpoint } from './hook-endpoint.ts';
import { readSecretText } from './read-secret-text.ts';
import { type EndpointOptions, serveEndpoint } from './serve-endpoint.ts';

export interface EndpointListening {
  endpoint: HookEndpoint;
  feed: SourceFeed;
  /** Further Secrets that reading a request needs, by what the reader calls them. */
  secrets?: Readonly<Record<string, SecretKey>>;
  /** Makes the reader of requests, each time that the Secrets changed. */
  makeReader(secrets: Readonly<Record<string, string>>): EndpointOptions['read'];
}

/** A Secret that changed counts after this long at most. */
const renewEveryMs = 20_000;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * Listens on an endpoint until the feed's signal is aborted. Its Secrets are read again and again: a certificate, a token or a webhook's
 * secret that was renewed counts without anybody's doing. While they cannot be read for the first time nothing is listened to; later the
 * last ones go on.
 */
export async function listenOnEndpoint(listening: EndpointListening, world: SourceWorld): Promise<void> {
  const { signal } = listening.feed;
  let open: Open | undefined;
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    const next = await renew(listening, open, world);
    if (next.ok) {
      open = next.open;
      pauseMs = firstPauseMs;
    } else if (next.lost === true) {
      open = undefined;
    }
    if (signal.aborted) break;
    world.onTrouble(next.ok ? undefined : next.problem);
    await setTimeout(next.ok ? renewEveryMs : pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (!next.ok) pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
  await open?.close();
}

interface Open {
  /** All texts of Secrets that it was opened with. */
  identity: string;
  close(): Promise<void>;
}

type Renewal = { ok: true; open: Open } | { ok: false; problem: Problem; lost?: true };

/** Reads the Secrets, and opens the endpoint anew where they are others than before. */
async function renew(
  { endpoint, feed, secrets = {}, makeReader }: EndpointListening,
  before: Open | undefined,
  world: SourceWorld,
): Promise<Renewal> {
  const { tls, authSecret } = endpoint;
  const wanted: Record<string, SecretKey> = {
    ...secrets,
    ...(tls === undefined ? {} : { [certName]: tls.cert, [keyName]: tls.key }),
    ...(authSecret === undefined ? {} : { [tokenName]: authSecret }),
  };
  const texts: Record<string, string> = {};
  for (const [name, key] of Object.entries(wanted)) {
    const read = await readSecretText(key, world.place.namespace, world.cluster);
    if (!read.ok) return read;
    texts[name] = read.text;
  }
  const identity = JSON.stringify(texts);
  if (before?.identity === identity) return { ok: true, open: before };
  await before?.close();
  const { [certName]: cert, [keyName]: key, [tokenName]: token, ...others } = texts;
  const handle = serveEndpoint(
    { endpoint, token: token?.trim(), read: makeReader(others), feed, room: world.room },
    world,
  );
  const opened = await world.ports.open({
    port: endpoint.port,
    path: endpoint.path,
    ...(cert === undefined || key === undefined ? {} : { tls: { cert, key } }),
    handle: async (request, response) => world.onAnswer(await handle(request, response)),
  });
  if (!opened.ok) return { ...opened, lost: true };
  return { ok: true, open: { identity, close: opened.close } };
}

const [certName, keyName, tokenName] = ['tls certificate', 'tls key', 'bearer token'] as const;
