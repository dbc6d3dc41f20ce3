import { fetch } from 'undici';
import { vi } from 'vitest';
import { signedHeaders } from '../../world/start-operator-world.ts';
import type { Replica } from '../replicas/start-replicas.ts';
import { bucket, groupTopic, objectPrefix, partitionTopic } from './operator-documents.ts';
import { readHeard } from './read-workflows.ts';
import type { WaysWorld } from './start-ways-world.ts';

/** The status, or 0 where nobody answered. */
export async function postMade(world: WaysWorld, replica: Replica, message: string): Promise<number> {
  return fetch(`${world.hooksOf(replica)}/made`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': message },
    body: JSON.stringify({ message }),
  }).then(
    ({ status }) => status,
    () => 0,
  );
}

/** A delivery of a repository's own hook on GitHub. The status, or 0. */
export async function postHook(world: WaysWorld, replica: Replica, after: string): Promise<number> {
  const repository = { id: 5, name: 'own', full_name: 'acme/own', owner: { login: 'acme' }, default_branch: 'main' };
  const body = JSON.stringify({ ref: 'refs/heads/main', after, repository });
  const signed = signedHeaders(body, world.hookSecret, { id: `delivery-${after}` });
  const headers = { 'content-type': 'application/json', ...signed };
  return fetch(`${world.hooksOf(replica)}/hook`, { method: 'POST', headers, body }).then(
    ({ status }) => status,
    () => 0,
  );
}

/** Something that happened for the sources that listen by themselves; nobody answers, so it counts as soon as it did. */
export async function tell(world: WaysWorld, name: string): Promise<void> {
  await Promise.all([
    world.send(groupTopic, [name]),
    world.send(partitionTopic, [name]),
    world.store.put(bucket, name, name),
    world.makeObject(`${objectPrefix}${name}`),
  ]);
}

/** By Sensor, what has to be heard of what was told. */
export function heardOf(names: readonly string[]): Map<string, string[]> {
  const all = [...names].sort();
  return new Map([
    ['kafka-group', all],
    ['kafka-partition', all],
    ['minio', all],
    ['resource', all.map((name) => `${objectPrefix}${name}`).sort()],
  ]);
}

/**
 * Tells until each source hears: some begin where things are when they begin to listen, so that what came before is nothing to
 * them. Gives what was told.
 */
export async function untilAllListen(world: WaysWorld): Promise<string[]> {
  const told: string[] = [];
  const listen = async () => {
    const name = `hello-${told.length}`;
    await tell(world, name);
    told.push(name);
    const heard = await readHeard(world.server);
    return [...heardOf(told).keys(), 'calendar'].every((sensor) => heard.has(sensor));
  };
  await vi.waitUntil(listen, { timeout: 90_000, interval: 1000 });
  return told;
}
