import { setTimeout as wait } from 'node:timers/promises';
import type { Expectation } from '../judge/ledger.ts';
import { onceAs, outcomesOfPush, overtaken, pushKindNames, type Subject } from '../world/make-subjects.ts';
import type { Acts, ActWorld } from './act.ts';

/** GitHub's times have whole seconds: which of two pushes is the newer can only be told when they lie further apart. */
const apartMs = 1100;
const branches = ['main', 'one', 'two'];

interface LastPush {
  at: number;
  expectations: Expectation[];
}

export function createPushActs({ github, ledger, random, next, borrow }: ActWorld): Acts {
  const last = new Map<string, LastPush>();

  async function push({ repository, kind }: Subject): Promise<boolean> {
    const pushKind = pushKindNames.find((each) => each === kind);
    if (pushKind === undefined) return false;
    const branch = random.pick(branches);
    const place = `${repository}#${branch}`;
    const before = last.get(place);
    if (kind === 'replaces') {
      const since = performance.now() - (before?.at ?? Number.NEGATIVE_INFINITY);
      if (since < apartMs) await wait(apartMs - since);
      for (const each of before?.expectations ?? []) each.outcome = overtaken;
    }
    const { after: sha } = await github.push({ repository, branch, files: { number: String(next()) } });
    const isRepeatable = kind !== 'replaces';
    const expectations = Object.entries(outcomesOfPush(pushKind)).map(([name, outcome]) =>
      ledger.expect({ repository, sha, name, outcome, deed: `push to ${branch}`, isRepeatable }),
    );
    last.set(place, { at: performance.now(), expectations });
    return true;
  }

  async function tag({ repository }: Subject): Promise<boolean> {
    const { after: sha } = await github.push({ repository, files: { number: String(next()) } });
    const name = random.chance(0.8) ? `v${next()}` : `other-${next()}`;
    const message = random.chance(0.5) ? { message: 'A release.' } : {};
    await github.createTag({ repository, tag: name, target: sha, ...message });
    if (!name.startsWith('v')) return true;
    ledger.expect({ repository, sha, name: 'ci', outcome: onceAs('success'), deed: `tag ${name}`, isRepeatable: true });
    return true;
  }

  return {
    push: { weight: 60, act: () => borrow(pushKindNames, push) },
    tag: { weight: 5, act: () => borrow(['tags'], tag) },
  };
}
