import { setTimeout as wait } from 'node:timers/promises';
import type { Outcome } from '../judge/ledger.ts';
import { onceAs, type Subject } from '../world/make-subjects.ts';
import { type Acts, type ActWorld, findConcluded } from './act.ts';

/** What an App that is kept out for a while may have left of what it was at: nothing open, and nothing twice. */
const interrupted: Outcome = {
  conclusions: ['success', 'failure', 'cancelled', 'neutral'],
  checks: [0, 1],
  runs: [0, 1],
};
const awayMs = 800;

/** The App is kept out of a repository, and let in again. */
export function createInstallationActs(world: ActWorld): Acts {
  const { github, ledger, random, next, borrow } = world;

  /** What has concluded stays as it is. */
  async function excuseUnfinished(repository: string): Promise<void> {
    for (const each of ledger.all()) {
      if (each.repository !== repository || (await findConcluded(world, each)) !== undefined) continue;
      each.outcome = interrupted;
    }
  }

  async function pushTo({ repository }: Subject, deed: string, outcome: Outcome): Promise<void> {
    const { after: sha } = await github.push({ repository, files: { number: String(next()) } });
    ledger.expect({ repository, sha, name: 'ci', outcome, deed, isRepeatable: false });
  }

  async function suspend(subject: Subject): Promise<boolean> {
    const { installation, repository } = subject;
    await pushTo(subject, 'push before the suspension', interrupted);
    await excuseUnfinished(repository);
    await github.setInstallationSuspended({ installation, suspended: true });
    // GitHub tells nobody of it.
    await github.push({ repository, files: { number: String(next()) } });
    await wait(random.below(awayMs));
    await github.setInstallationSuspended({ installation, suspended: false });
    await pushTo(subject, 'push after the suspension', onceAs('success'));
    return true;
  }

  async function takeOut(subject: Subject): Promise<boolean> {
    const { installation, repository } = subject;
    await pushTo(subject, 'push before the removal', interrupted);
    await excuseUnfinished(repository);
    await github.changeInstallation({ installation, remove: [repository] });
    await github.push({ repository, files: { number: String(next()) } });
    await wait(random.below(awayMs));
    await github.changeInstallation({ installation, add: [repository] });
    await pushTo(subject, 'push after it was let in again', onceAs('success'));
    return true;
  }

  return {
    'App suspended for a while': { weight: 2, act: () => borrow(['restless'], suspend) },
    'repository taken from the App for a while': { weight: 2, act: () => borrow(['restless'], takeOut) },
  };
}
