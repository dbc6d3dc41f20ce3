import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import type { ApiServer } from '../cluster/start-api-server.ts';
import type { MinioServer } from '../minio/start-minio.ts';
import type { Replica } from '../replicas/start-replicas.ts';
import { describeCrons, nightly } from './describe-crons.ts';
import { describeHandRuns } from './describe-hand-runs.ts';
import { readHeard } from './read-workflows.ts';
import { startWaysWorld, type WaysWorld } from './start-ways-world.ts';
import { heardOf, postHook, postMade, tell, untilAllListen } from './tell-sources.ts';

export interface WaysIn {
  server: ApiServer;
  store: MinioServer;
  /** `host:port` of the broker of EventSources. */
  broker: string;
  environment: Record<string, string>;
  replicas: number;
}

const patient = { timeout: 60_000, interval: 500 };

const files = {
  '.argo-events.yaml': [
    'pipelines:',
    '  minutely:',
    '    on: { schedule: { cron: "* * * * *" } }',
    '    workflow: .argo/ci.yaml',
    '    parameters: { to: "{{ .Input.body.schedule.time }}" }',
    '  by-hand: { on: { manual: { parameters: { to: {} } } }, workflow: .argo/ci.yaml }',
    '---',
    nightly,
    '',
  ].join('\n'),
  '.argo/ci.yaml': oneStep('true', ['to', 'branch']),
};

/** What all ways in beside GitHub's App promise where several replicas share a broker, whichever of them lives. */
export function describeWaysIn(name: string, parts: () => WaysIn): void {
  describe(`the ways in on ${name}`, { timeout: 300_000 }, () => {
    let world: WaysWorld;
    /** Told once everything listened. */
    const told: string[] = [];
    const posted: string[] = [];

    beforeAll(async () => {
      world = await startWaysWorld(parts());
      await world.github.push({ repository: world.repository, files });
      await world.leader();
      await untilAllListen(world);
    }, 240_000);

    afterAll(() => world?.close());

    /** As a sender does: until somebody answers 200. */
    async function postUntilTaken(message: string): Promise<void> {
      for (let tries = 0; ; tries += 1) {
        const all = world.replicas();
        const replica = all[tries % all.length];
        if (replica !== undefined && (await postMade(world, replica, message)) === 200) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      posted.push(message);
    }

    /** Everything that was told until now has its Workflow, and only one. */
    async function expectAllOnce(): Promise<void> {
      const wanted = new Map([...heardOf(told), ['webhook', posted]]);
      const missing = async () => {
        const heard = await readHeard(world.server);
        return [...wanted].flatMap(([sensor, all]) => {
          const made = new Set(heard.get(sensor));
          return all.filter((each) => !made.has(each)).map((each) => `${sensor}: ${each}`);
        });
      };
      await expect.poll(missing, patient).toEqual([]);
      for (const [sensor, all] of await readHeard(world.server)) {
        const doubled = all.filter((each, index) => all.indexOf(each) !== index);
        expect(doubled, `${sensor} made these twice`).toEqual([]);
      }
    }

    it('are answered by every replica, and each event has its Workflow once, whichever heard it', async () => {
      const all = world.replicas();
      for (const replica of all) {
        for (let index = 0; index < 5; index += 1) {
          const message = `replica-${replica.number}-${index}`;
          expect(await postMade(world, replica, message)).toBe(200);
          posted.push(message);
        }
        // The same delivery, sent to each.
        expect(await postMade(world, replica, 'to-all')).toBe(200);
        expect(await postHook(world, replica, 'a'.repeat(40))).toBe(200);
        expect(await postHook(world, replica, String(replica.number).padStart(40, '0'))).toBe(200);
      }
      posted.push('to-all');
      const { after } = await world.github.push({ repository: world.repository, files: { a: 'a' } });
      for (let index = 0; index < 10; index += 1) {
        await tell(world, `first-${index}`);
        told.push(`first-${index}`);
      }
      await expectAllOnce();
      const numbers = all.map(({ number }) => String(number).padStart(40, '0'));
      await expect
        .poll(async () => (await readHeard(world.server)).get('github-hook'), patient)
        .toEqual([...numbers, 'a'.repeat(40)].sort());
      await expect.poll(async () => (await readHeard(world.server)).get('github-app'), patient).toContain(after);
    });

    it.each<[string, NodeJS.Signals]>([
      ['killed', 'SIGKILL'],
      ['stopped', 'SIGTERM'],
    ])('go on from where they were when the leader is %s', async (how, signal) => {
      await endWhileTold(await world.leader(), signal, how);
      await world.leader();
      await expectAllOnce();
      await world.addReplica();
    });

    it('go on when all of them are killed at once', async () => {
      const all = world.replicas();
      await Promise.all(all.map((each) => world.endReplica(each, 'SIGKILL')));
      for (let index = 0; index < 5; index += 1) {
        await tell(world, `away-${index}`);
        told.push(`away-${index}`);
      }
      await Promise.all(all.map(() => world.addReplica()));
      await world.leader();
      await postUntilTaken('back');
      await expectAllOnce();
    });

    /** Ends the replica in the middle of a stream of events, which goes on until another one leads. */
    async function endWhileTold(replica: Replica, signal: NodeJS.Signals, prefix: string): Promise<void> {
      let isOver = false;
      let count = 0;
      const streaming = (async () => {
        while (!isOver) {
          const each = `${prefix}-${count}`;
          count += 1;
          await Promise.all([tell(world, each), postUntilTaken(each)]);
          told.push(each);
        }
      })();
      await expect.poll(() => count, patient).toBeGreaterThan(5);
      const ending = world.endReplica(replica, signal);
      try {
        await ending;
        await world.leader();
        const before = count;
        await expect.poll(() => count, patient).toBeGreaterThan(before + 5);
      } finally {
        isOver = true;
        await streaming;
      }
    }

    describeHandRuns(() => world);
    describeCrons(() => world);

    it('tick once for each time, over all that happened to the leaders', async () => {
      const ticks = async () => ((await readHeard(world.server)).get('calendar') ?? []).map(readGoTime);
      await expect.poll(async () => isEven(await ticks(), 3000), patient).toBe(true);
      const all = await ticks();
      expect(new Set(all).size).toBe(all.length);
      const minutes = async () => ((await readHeard(world.server)).get('minutely') ?? []).map(Date.parse);
      await expect.poll(async () => (await minutes()).length, { ...patient, timeout: 150_000 }).toBeGreaterThan(2);
      expect(isEven(await minutes(), 60_000)).toBe(true);
    });
  });
}

/** `2026-11-27 15:45:03 +0000 UTC`, in milliseconds since 1970. */
function readGoTime(text: string): number {
  return Date.parse(text.replace(/^(\S+) (\S+) .*$/, '$1T$2Z'));
}

function isEven(times: readonly number[], stepMs: number): boolean {
  const sorted = [...times].sort((left, right) => left - right);
  return sorted.length > 1 && sorted.every((time, index) => index === 0 || time - (sorted[index - 1] ?? 0) === stepMs);
}
