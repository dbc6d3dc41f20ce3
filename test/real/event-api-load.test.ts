import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type StartedApiServer, startApiServer } from './cluster/start-api-server.ts';
import { type PostedEvent, postEvents } from './event-api/post-events.ts';
import { callerRules, type EventWorld, namespace, startEventWorld } from './event-api/start-event-world.ts';

const started: StartedApiServer = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

/** A binding that starts a Workflow with the event's message; it belongs to the cluster, the operator or a repository. */
function binding(name: string, discriminator: string, where: { namespace?: string } = {}) {
  const parameters = [{ name: 'message', valueFrom: { event: 'payload.message' } }];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowEventBinding',
    metadata: { name, ...where },
    spec: {
      event: { selector: `discriminator == "${discriminator}"` },
      submit: { workflowTemplateRef: { name: 'load' }, arguments: { parameters } },
    },
  };
}

/** Messages that no two parts of a test share, and what is sent with them. */
function makeEvents(about: string, count: number, headersOf: (index: number) => Record<string, string>) {
  return Array.from({ length: count }, (_, index) => ({
    headers: { prefer: 'return=representation', ...headersOf(index) },
    body: JSON.stringify({ message: `${about} ${index}` }),
  }));
}

describe.skipIf(!started.ok)('the Event API under load, before a real API server', () => {
  let world: EventWorld;
  let token: string;

  beforeAll(async () => {
    if (!started.ok) throw new Error(started.reason);
    world = await startEventWorld(started.server);
    token = await world.server.addServiceAccount(namespace, 'caller', callerRules);
    await world.apply('workflowtemplates', {
      kind: 'WorkflowTemplate',
      metadata: { name: 'load' },
      spec: {
        entrypoint: 'main',
        arguments: { parameters: [{ name: 'message' }] },
        templates: [{ name: 'main', container: { image: 'busybox' } }],
      },
    });
    await world.apply('workfloweventbindings', binding('load', 'load'));
    await world.apply('workfloweventbindings', binding('of-cluster', 'everybody'));
    await world.operate(binding('of-operator', 'everybody', { namespace }));
    await world.pushDocuments(binding('of-repository', 'everybody'));
    await startsSoon('load', 1);
    await startsSoon('everybody', 3);
  });

  afterAll(async () => {
    await world?.close();
    if (started.ok) await started.server.stop();
  });

  const url = (discriminator: string) => `${world.url()}/events/${namespace}/${discriminator}`;
  const authorized = () => ({ authorization: `Bearer ${token}` });

  /** Waits until events of this kind start so many Workflows. */
  async function startsSoon(discriminator: string, count: number): Promise<void> {
    await vi.waitFor(
      async () => {
        const [answer] = await postEvents(url(discriminator), 1, makeEvents('first', 1, authorized));
        expect(answer?.body.workflows).toHaveLength(count);
      },
      { timeout: 60_000, interval: 200 },
    );
  }

  /** Names of Workflows by the message that they were started with. */
  async function made(): Promise<Map<string, string[]>> {
    const byMessage = new Map<string, string[]>();
    for (const { metadata, spec } of await world.workflows(namespace)) {
      const message = spec.arguments.parameters?.[0]?.value ?? '';
      byMessage.set(message, [...(byMessage.get(message) ?? []), metadata.name].sort());
    }
    return byMessage;
  }

  /** Every 200 has the Workflows that it named, anything else none. */
  async function expectWhatWasAnswered(about: string, answers: readonly PostedEvent[]): Promise<void> {
    const workflows = await made();
    for (const [index, { status, body }] of answers.entries()) {
      const named = status === 200 ? body.workflows?.map(({ name }) => name).sort() : [];
      expect(workflows.get(`${about} ${index}`) ?? []).toEqual(named);
    }
  }

  it('answers 2,000 posts over 50 connections with 200 and a Workflow each, or with 503', async () => {
    const answers = await postEvents(url('load'), 50, makeEvents('number', 2_000, authorized));
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    await expectWhatWasAnswered('number', answers);
  });

  it('loses none that was answered with 200 when it is killed, and makes none twice when all are sent again', async () => {
    const events = makeEvents('killed', 600, (index) => ({
      ...authorized(),
      [index % 2 === 0 ? 'idempotency-key' : 'x-github-delivery']: randomUUID(),
    }));
    let answered = 0;
    const answers = await postEvents(url('everybody'), 50, events, (_, { status }) => {
      if (status === 200) answered += 1;
      if (answered === 250) void world.app().end('SIGKILL');
    });
    const good = answers.flatMap(({ status }, index) => (status === 200 ? [index] : []));
    expect(good.length).toBeGreaterThanOrEqual(250);
    expect(good.length).toBeLessThan(events.length);
    const afterKill = await made();
    for (const index of good) expect(afterKill.get(`killed ${index}`)).toHaveLength(3);

    await world.startApp();
    await startsSoon('everybody', 3);
    const again = await postEvents(url('everybody'), 20, events);
    expect(again.filter(({ status }) => status !== 200)).toEqual([]);
    for (const index of good) expect(again[index]?.body.workflows?.every(({ repeated }) => repeated)).toBe(true);
    const complete = await made();
    for (let index = 0; index < events.length; index += 1) {
      expect(complete.get(`killed ${index}`)).toHaveLength(3);
    }
    await expectWhatWasAnswered('killed', again);
  });

  it('answers 503 with nothing done to what finds the queue full', async () => {
    await world.app().end('SIGTERM');
    await world.startApp({ EVENT_OPERATION_QUEUE_SIZE: '2', EVENT_WORKER_COUNT: '1' });
    await startsSoon('load', 1);
    const answers = await postEvents(url('load'), 50, makeEvents('crowded', 300, authorized));
    const full = answers.filter(({ status }) => status === 503);
    expect(full.length).toBeGreaterThan(0);
    for (const { body } of full) expect(body).toEqual({ code: 14, message: 'operation queue full' });
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
    await expectWhatWasAnswered('crowded', answers);
  });
});
