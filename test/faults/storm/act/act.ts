import type { Surroundings } from '../../../world/start-surroundings.ts';
import type { Expectation, Ledger } from '../judge/ledger.ts';
import type { Random } from '../seeded-random.ts';
import type { Subject, SubjectKind } from '../world/make-subjects.ts';

/** Something that people do on GitHub, with what has to come of it noted; false where there was nothing to do it with. */
export type Act = () => Promise<boolean>;

/** Acts by what they are, as the report names them, each with how often it comes beside the others. */
export type Acts = Record<string, { weight: number; act: Act }>;

type GitHub = Surroundings['github'];

export interface ActWorld {
  github: GitHub;
  ledger: Ledger;
  random: Random;
  /** Another number each time. */
  next(): number;
  /** Does something in a repository of one of these kinds in which nothing else is done meanwhile. */
  borrow(kinds: readonly SubjectKind[], work: (subject: Subject) => Promise<boolean>): Promise<boolean>;
}

/** As `ada` may do everything, and pushes by herself in the stand-in. */
export const owner = 'ada';

export function createActWorld(parts: {
  github: GitHub;
  ledger: Ledger;
  random: Random;
  subjects: readonly Subject[];
}): ActWorld {
  const { subjects, random } = parts;
  const borrowed = new Set<Subject>();
  let number = 0;
  return {
    ...parts,
    next() {
      number += 1;
      return number;
    },
    async borrow(kinds, work) {
      const free = subjects.filter((each) => kinds.includes(each.kind) && !borrowed.has(each));
      if (free.length === 0) return false;
      const subject = random.pick(free);
      borrowed.add(subject);
      try {
        return await work(subject);
      } finally {
        borrowed.delete(subject);
      }
    },
  };
}

type Check = Awaited<ReturnType<GitHub['checkRuns']>>[number];

/** The check that came of what was done, once it has concluded; undefined before, and where there are several. */
export async function findConcluded(
  { github }: Pick<ActWorld, 'github'>,
  { repository, sha, name }: Expectation,
): Promise<Check | undefined> {
  const [check, another] = await github.checkRuns({ repository, sha, name });
  return another === undefined && check?.status === 'completed' ? check : undefined;
}
