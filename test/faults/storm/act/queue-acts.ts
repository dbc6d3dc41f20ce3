import type { Expectation } from '../judge/ledger.ts';
import { onceAs, overtaken, type Subject } from '../world/make-subjects.ts';
import { type Acts, type ActWorld, findConcluded } from './act.ts';

/** Groups of merge queues, one at a time in a repository. */
export function createQueueActs(world: ActWorld): Acts {
  const { github, ledger, random, next, borrow } = world;
  const groups = new Map<string, { number: number; expectation: Expectation }>();

  async function enqueue({ repository }: Subject): Promise<boolean> {
    if (groups.has(repository)) return false;
    const head = `topic-${next()}`;
    await github.push({ repository, branch: head, files: { [head]: 'new' } });
    const { number } = await github.openPullRequest({ repository, head });
    const { headSha: sha } = await github.enqueuePullRequest({ repository, number });
    const deed = `pull request #${number} in the queue`;
    const outcome = onceAs('success');
    groups.set(repository, {
      number,
      expectation: ledger.expect({ repository, sha, name: 'ci', outcome, deed, isRepeatable: false }),
    });
    return true;
  }

  async function end({ repository }: Subject): Promise<boolean> {
    const group = groups.get(repository);
    if (group === undefined) return false;
    const { expectation, number } = group;
    const isGreen = (await findConcluded(world, expectation)) !== undefined;
    if (!isGreen && random.chance(0.5)) return false;
    groups.delete(repository);
    if (isGreen) await github.mergeQueuedPullRequest({ repository, number });
    else {
      expectation.outcome = overtaken;
      await github.dequeuePullRequest({ repository, number });
    }
    return true;
  }

  return {
    'pull request put into the queue': { weight: 5, act: () => borrow(['queue'], enqueue) },
    'merge group merged or taken out': { weight: 5, act: () => borrow(['queue'], end) },
  };
}
