import type { Surroundings } from '../../../world/start-surroundings.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Random } from '../seeded-random.ts';
import type { Subject } from '../world/make-subjects.ts';
import { type Acts, createActWorld } from './act.ts';
import { createInstallationActs } from './installation-acts.ts';
import { createNoiseActs } from './noise-acts.ts';
import { createProposalActs } from './proposal-acts.ts';
import { createPushActs } from './push-acts.ts';
import { createQueueActs } from './queue-acts.ts';
import { createRepeatActs } from './repeat-acts.ts';

export interface Sender {
  /** Does so many things at once; resolves when GitHub has the answers to all its webhooks. */
  send(count: number): Promise<void>;
  /** How often each was done. */
  counts(): Record<string, number>;
}

export interface SenderParts {
  surroundings: Surroundings;
  subjects: readonly Subject[];
  ledger: Ledger;
  random: Random;
}

/** Where nothing of what was chosen can be done, something else is: a push nearly always can. */
const tries = 5;

export function createSender({ surroundings, subjects, ledger, random }: SenderParts): Sender {
  const world = createActWorld({ github: surroundings.github, ledger, random, subjects });
  const acts: Acts = {
    ...createPushActs(world),
    ...createProposalActs(world, surroundings),
    ...createQueueActs(world),
    ...createRepeatActs(world),
    ...createInstallationActs(world),
    ...createNoiseActs(world),
  };
  const counts = Object.fromEntries(Object.keys(acts).map((name) => [name, 0]));
  const lots = Object.entries(acts).flatMap(([name, { weight }]) => Array.from({ length: weight }, () => name));

  async function doOne(): Promise<void> {
    for (let count = 0; count < tries; count += 1) {
      const name = random.pick(lots);
      if ((await acts[name]?.act()) !== true) continue;
      counts[name] = (counts[name] ?? 0) + 1;
      return;
    }
  }

  return {
    async send(count) {
      await Promise.all(Array.from({ length: count }, doOne));
    },
    counts: () => ({ ...counts }),
  };
}
