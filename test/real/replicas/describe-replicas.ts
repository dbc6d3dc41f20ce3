import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaseMs } from '../../../src/leader/start-election.ts';
import { delayGithubCall } from '../../faults/hold-call.ts';
import { type Gate, makeGate } from '../../world/make-gate.ts';
import { oneStep } from '../../world/one-step.ts';
import { type Check, concludedCheck, expectChecks, runsOf } from '../../world/read-run.ts';
import { type Replica, type ReplicaWorld, startReplicas } from './start-replicas.ts';

const patient = { timeout: 90_000, interval: 100 };

/** What several replicas of the whole app promise together, on a broker. `environment` names the bus. */
export function describeReplicas(name: string, environment: () => Record<string, string>): void {
  describe(`three replicas on ${name}`, { timeout: 240_000 }, () => {
    let world: ReplicaWorld;

    beforeAll(async () => {
      world = await startReplicas(3, { environment: environment() });
      await world.leader();
    });

    afterAll(() => world?.close());

    async function addRepository(script = 'true', more = ''): Promise<string> {
      return await world.addRepository({
        '.argo-events.yaml': `pipelines: { ci: { on: push, workflow: .argo/ci.yaml${more} } }\n`,
        '.argo/ci.yaml': oneStep(script),
      });
    }

    async function push(repository: string): Promise<string> {
      return (await world.github.push({ repository, files: { a: crypto.randomUUID() } })).after;
    }

    async function beginRun(): Promise<{ gate: Gate; repository: string; sha: string }> {
      const gate = await makeGate(world.directory);
      const repository = await addRepository(gate.pass);
      const sha = await push(repository);
      await world.github.waitForCheckRun((each) => each.headSha === sha && each.status === 'in_progress', 60_000);
      return { gate, repository, sha };
    }

    it('all receive and handle, one writes checks, and every push has one run and one check', async () => {
      const repositories = await Promise.all(Array.from({ length: 12 }, () => addRepository()));
      const pushed = await Promise.all(repositories.map(push));
      for (const sha of pushed) {
        const check = await world.github.waitForCheckRun((each) => each.headSha === sha && each.conclusion !== null);
        expect(check.conclusion).toBe('success');
      }
      await world.settle();
      for (const repository of repositories) {
        expect(await runsOf(world, { repository })).toHaveLength(1);
        await expectChecks(world, { repository }, ['ci: success']);
      }
      for (const replica of world.replicas()) {
        expect(replica.count('took a webhook'), replica.name).toBeGreaterThan(0);
      }
      const handling = world.replicas().filter((each) => each.count('run started') > 0);
      expect(handling.length).toBeGreaterThan(1);
      expect(world.replicas().filter((each) => each.leads())).toHaveLength(1);
    });

    it('hand over at once when the leader is stopped: it does not wait for the lease to run out', async () => {
      const { gate, sha } = await beginRun();
      const leader = await world.leader();
      const stoppedAt = performance.now();
      const ending = world.endReplica(leader, 'SIGTERM');
      await world.leader();
      const elapsedMs = performance.now() - stoppedAt;
      console.info(`${name}: the next replica led ${Math.round(elapsedMs)} ms after the leader was asked to stop`);
      expect(await ending).toMatchObject({ code: 0 });
      expect(elapsedMs).toBeLessThan(leaseMs);
      await gate.open();
      expect(await concludedCheck(world, sha)).toMatchObject({ conclusion: 'success' });
      await world.addReplica();
    });

    it('replace a leader that is killed; what it had under way concludes', async () => {
      const { gate, repository, sha } = await beginRun();
      const killedAt = performance.now();
      await world.endReplica(await world.leader(), 'SIGKILL');
      await gate.open();
      await world.leader();
      const elapsedMs = performance.now() - killedAt;
      console.info(`${name}: the next replica led ${Math.round(elapsedMs)} ms after the kill`);
      // What is promised; a lease and a look at it are eleven.
      expect(elapsedMs).toBeLessThan(15_000);
      await world.github.waitForCheckRun((each) => each.headSha === sha && each.conclusion === 'success', 60_000);
      expect(await runsOf(world, { repository })).toHaveLength(1);
      await expectChecks(world, { repository }, ['ci: success']);
      await world.addReplica();
    });

    it('go on with what was under way when all of them were killed', async () => {
      const { gate, repository, sha } = await beginRun();
      const late = await addRepository();
      await Promise.all(world.replicas().map((each) => world.endReplica(each, 'SIGKILL')));
      const missed = await push(late);
      await gate.open();
      await Promise.all([world.addReplica(), world.addReplica(), world.addReplica()]);
      for (const commit of [sha, missed]) {
        await world.github.waitForCheckRun((each) => each.headSha === commit && each.conclusion === 'success', 90_000);
      }
      for (const each of [repository, late]) {
        expect(await runsOf(world, { repository: each })).toHaveLength(1);
        await expectChecks(world, { repository: each }, ['ci: success']);
      }
    });

    it('put right what a leader that was stopped for 20 s wrote late: a state that was over', async () => {
      const [first, second] = [await makeGate(world.directory), await makeGate(world.directory)];
      const repository = await addRepository(first.pass, ', concurrency: { limit: 1, cancel-in-progress: false }');
      const older = await push(repository);
      await checkIn(older, 'in_progress');
      const files = { '.argo/ci.yaml': oneStep(second.pass) };
      const { after } = await world.github.push({ repository, files });
      const { id } = await checkIn(after, 'queued');
      const path = new RegExp(`/check-runs/${id}$`);
      const late = await delayGithubCall(world, { method: 'PATCH', path }, writeArrivesMs);
      await first.open();
      await late.reached;
      await stopFor20Seconds(await world.leader(), async () => {
        await second.open();
        await world.github.waitForCheckRun((each) => each.id === id && each.conclusion === 'success', 60_000);
      });
      await world.github.waitForCheckRun((each) => each.id === id && wasTakenBack(each), 60_000);
      await world.github.waitForCheckRun((each) => each.id === id && each.conclusion === 'success', 60_000);
      await expectChecks(world, { repository, sha: after }, ['ci: success']);
    });

    it('put right what a leader that was stopped for 20 s wrote late: a check that was there by then', async () => {
      const gate = await makeGate(world.directory);
      const repository = await addRepository(gate.pass);
      const match = { method: 'POST', path: new RegExp(`^/repos/${repository}/check-runs$`) };
      const late = await delayGithubCall(world, match, writeArrivesMs);
      const sha = await push(repository);
      await late.reached;
      await stopFor20Seconds(await world.leader(), async () => {
        await checkIn(sha, 'in_progress');
        await gate.open();
        await world.github.waitForCheckRun((each) => each.headSha === sha && each.conclusion === 'success', 60_000);
      });
      const both = async () => (await world.github.checkRuns({ repository, sha })).map((each) => each.conclusion);
      await expect.poll(async () => (await both()).length, patient).toBe(2);
      await expect.poll(both, patient).toEqual(['success', 'success']);
      expect(await runsOf(world, { repository })).toHaveLength(1);
    });

    async function checkIn(sha: string, status: Check['status']): Promise<Check> {
      return await world.github.waitForCheckRun((each) => each.headSha === sha && each.status === status, 60_000);
    }

    /** SIGSTOP and, once 20 s are over and the others have done without it, SIGCONT. */
    async function stopFor20Seconds(replica: Replica, meanwhile: () => Promise<void>): Promise<void> {
      world.freeze(replica);
      try {
        await Promise.all([wait(20_000), meanwhile()]);
      } finally {
        world.thaw(replica);
      }
    }
  });
}

/** A write that the leader sends as it is stopped takes effect this much later: after the next leader's conclusion. */
const writeArrivesMs = 24_000;

/** GitHub took the conclusion back, for a late write. */
function wasTakenBack({ history }: Check): boolean {
  const first = history.findIndex(({ status }) => status === 'completed');
  return first !== -1 && history.slice(first).some(({ status }) => status !== 'completed');
}
