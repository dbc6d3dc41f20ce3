import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createKubernetes } from '../../../src/kubernetes/create-kubernetes.ts';
import type { Leadership } from '../../../src/leader/leadership.ts';
import { startElection } from '../../../src/leader/start-election.ts';
import { type ApiServer, startApiServer } from '../cluster/start-api-server.ts';

const started = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

const role = z.object({ rules: z.array(z.looseObject({ verbs: z.array(z.string()) })) });
const namespace = 'apps';
const patient = { timeout: 30_000, interval: 50 };

describe.skipIf(!started.ok)('an election on a real API server', { timeout: 90_000 }, () => {
  let server: ApiServer;
  let kubeconfig: string;
  let rules: z.infer<typeof role>['rules'];
  const running: Leadership[] = [];

  beforeAll(async () => {
    if (!started.ok) throw new Error(started.reason);
    server = started.server;
    await server.addNamespace(namespace);
    const file = join(import.meta.dirname, '../../../deploy/lease-role.yaml');
    rules = role.parse(parse(await readFile(file, 'utf8'))).rules;
    kubeconfig = server.kubeconfigFor('leader', await server.addServiceAccount(namespace, 'leader', rules));
  });

  afterAll(async () => {
    await Promise.all(running.map((each) => each.stop()));
    await server?.stop();
  });

  async function enter(name: string): Promise<{ leadership: Leadership; terms: string[]; complaints: string[] }> {
    const terms: string[] = [];
    const complaints: string[] = [];
    const leadership = startElection({
      cluster: await createKubernetes({ kubeconfig }),
      place: { namespace, name: 'argo-events-app-7' },
      identity: name,
      duties: { begin: () => void terms.push('begin'), end: async () => void terms.push('end') },
      monotonic: () => performance.now(),
      now: Date.now,
      wait: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
      log: { info: () => undefined, error: (_fields: object, message?: string) => void complaints.push(message ?? '') },
    });
    running.push(leadership);
    return { leadership, terms, complaints };
  }

  it('has one leader, which hands over when it stops, with exactly the rights of deploy/lease-role.yaml', async () => {
    const first = await enter('first');
    await expect.poll(() => first.terms, patient).toEqual(['begin']);
    const second = await enter('second');
    await first.leadership.stop();
    await expect.poll(() => second.terms, patient).toEqual(['begin']);
    expect(first.terms).toEqual(['begin', 'end']);
    expect([first.leadership.remainingMs() > 0, second.leadership.remainingMs() > 0]).toEqual([false, true]);
    expect([...first.complaints, ...second.complaints]).toEqual([]);
    const verbs = rules.flatMap((each) => each.verbs.map((verb) => `${verb} coordination.k8s.io/leases`));
    expect(server.requestsOf(`system:serviceaccount:${namespace}:leader`)).toEqual(verbs.toSorted());
  });

  it('has one leader again after the API server was away', async () => {
    await enter('third');
    const leading = () => running.filter((each) => each.remainingMs() > 0).length;
    await server.restart();
    await expect.poll(leading, patient).toBe(1);
  });
});
