import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { catchWebhooks } from '../../world/catch-webhooks.ts';
import { oneStep } from '../../world/one-step.ts';
import { concludedCheck, runsOf } from '../../world/read-run.ts';
import { sendWebhook } from '../../world/send-webhook.ts';
import { startWorld, type World } from '../../world/start-world.ts';

/** The real schedule a hundred times as fast: ten minutes of trouble are six seconds. */
const retrySchedule = {
  quickMs: [2, 10, 30],
  parkedMs: [100, 300, 600, 3000, 9000],
  giveUpAfterMs: 864_000,
};
const files = {
  '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
  '.argo/ci.yaml': oneStep('true'),
};
/** More than the app has in hand at a time. */
const branches = Array.from({ length: 40 }, (_, index) => `branch-${index}`);
const neighbours = 12;

let world: World;

beforeAll(async () => {
  world = await startWorld({ retrySchedule });
  for (const account of ['noisy', 'loud', 'shrill', 'hoard', 'quiet']) {
    await world.github.createRepository({ repository: `${account}/shop`, files });
    await world.github.createRepository({ repository: `${account}/inn`, files });
    await world.github.installApp({ account });
  }
});

afterEach(() => world.github.clearFaults());

afterAll(() => world.close());

async function push(repository: string, branch?: string): Promise<string> {
  const place = branch === undefined ? { repository } : { repository, branch };
  return (await world.github.push({ ...place, files: { a: crypto.randomUUID() } })).after;
}

async function pushAll(repository: string): Promise<string[]> {
  const pushed: string[] = [];
  for (const branch of branches) pushed.push(await push(repository, branch));
  return pushed;
}

describe('while GitHub answers 500 for everything about one repository', () => {
  it('another of the same account is served as ever, and in the end the first, too', async () => {
    await world.github.fail({ match: { repository: 'noisy/shop' }, status: 500 });
    const failing = await pushAll('noisy/shop');
    for (let count = 0; count < neighbours; count += 1) {
      // One after another over several of the pauses after which all of the others are tried again.
      await concludedCheck(world, await push('noisy/inn'));
      expect(await runsOf(world, { repository: 'noisy/shop' })).toEqual([]);
    }
    await world.github.clearFaults();
    await Promise.all(
      failing.map((sha) =>
        world.github.waitForCheckRun((each) => each.headSha === sha && each.status === 'completed', 60_000),
      ),
    );
  }, 180_000);
});

describe('while GitHub keeps the app waiting for all of several accounts', () => {
  it('another account is served although each of theirs waits', async () => {
    const slow = ['noisy/shop', 'loud/shop', 'shrill/shop'];
    for (const repository of slow) await world.github.fail({ match: { repository }, delayMs: 600_000 });
    for (const repository of slow) await pushAll(repository);
    for (let count = 0; count < neighbours; count += 1) await concludedCheck(world, await push('quiet/inn'));
    for (const repository of ['loud/shop', 'shrill/shop']) expect(await runsOf(world, { repository })).toEqual([]);
  }, 180_000);
});

describe('while thousands of events of one account wait', () => {
  it('another account is served as if they were not there', async () => {
    const { github } = world;
    const [template = ''] = await catchWebhooks(github, 'push', () => push('hoard/shop'));
    await github.setWebhook({ url: `http://127.0.0.1:${world.app().port}/api/github/webhooks` });
    // What is in hand of theirs stays there.
    await github.fail({ match: { repository: 'hoard/shop' }, delayMs: 600_000 });
    const waiting = 5000;
    let next = 0;
    const send = async (): Promise<void> => {
      while (next < waiting) {
        const ref = `refs/heads/branch-${next % 500}`;
        next += 1;
        const { status } = await sendWebhook(world, { body: JSON.stringify({ ...JSON.parse(template), ref }) });
        expect(status).toBe(202);
      }
    };
    await Promise.all(Array.from({ length: 50 }, send));
    for (let count = 0; count < neighbours; count += 1) await concludedCheck(world, await push('quiet/inn'));
    expect(await runsOf(world, { repository: 'hoard/shop' })).toEqual([]);
  }, 300_000);
});
