import type { Expectation } from '../judge/ledger.ts';
import { type Acts, type ActWorld, findConcluded, owner } from './act.ts';

const tries = 8;

/** What people press on checks. */
export function createRepeatActs(world: ActWorld): Acts {
  const { github, ledger, random } = world;

  /** Something that has concluded and may be asked for once more: from here on by this act alone. */
  async function takeRepeatable() {
    const repeatable = ledger.all().filter((each) => each.isRepeatable);
    for (let count = 0; count < tries && repeatable.length > 0; count += 1) {
      const expectation = random.pick(repeatable);
      const check = await findConcluded(world, expectation);
      if (check === undefined || !expectation.isRepeatable) continue;
      expectation.isRepeatable = false;
      return { expectation, check };
    }
    return undefined;
  }

  /** It is to come once more, as it came before. One press while another is under way is one with that: it is pressed once. */
  function expectAgain(expectation: Expectation, deed: string): void {
    expectation.isRepeatable = false;
    ledger.expect({ ...expectation, deed });
  }

  async function rerunCheck(): Promise<boolean> {
    const found = await takeRepeatable();
    if (found === undefined) return false;
    expectAgain(found.expectation, 're-run');
    await github.rerunCheckRun({ id: found.check.id, sender: owner });
    return true;
  }

  async function rerunSuite(): Promise<boolean> {
    const found = await takeRepeatable();
    if (found === undefined) return false;
    const all = [...ledger.at(found.expectation)];
    const concluded = await Promise.all(all.map((each) => findConcluded(world, each)));
    const areFree = all.every((each) => each.isRepeatable || each === found.expectation);
    if (concluded.includes(undefined) || !areFree) {
      found.expectation.isRepeatable = true;
      return false;
    }
    for (const each of all) expectAgain(each, 're-run of all');
    await github.rerunCheckSuite({ id: found.check.suiteId, sender: owner });
    return true;
  }

  async function pressAsNobody(): Promise<boolean> {
    const found = await takeRepeatable();
    if (found === undefined) return false;
    await github.rerunCheckRun({ id: found.check.id, sender: 'mallory' });
    return true;
  }

  return {
    're-run': { weight: 8, act: rerunCheck },
    're-run of all checks': { weight: 3, act: rerunSuite },
    're-run by somebody who may not': { weight: 2, act: pressAsNobody },
  };
}
