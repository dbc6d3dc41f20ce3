import { setTimeout as wait } from 'node:timers/promises';
import type { Surroundings } from '../../integration/start-surroundings.ts';
import type { Subject } from './make-subjects.ts';
import type { Random } from './seeded-random.ts';

/** One push that was made, whether or not the app took it. */
export interface SentEvent {
  subject: Subject;
  branch: string;
  sha: string;
}

export interface Sender {
  /** Pushes to so many branches at once; resolves when GitHub has its answers. */
  send(count: number): Promise<void>;
  /** In the order in which they were pushed, branch by branch. */
  sent(): SentEvent[];
}

/** GitHub's times have whole seconds: which of two pushes is the newer can only be told when they lie further apart. */
const apartMs = 1100;
const branches = ['main', 'one', 'two'];

export function createSender({ github }: Surroundings, subjects: readonly Subject[], random: Random): Sender {
  const events: SentEvent[] = [];
  const lastPushAt = new Map<string, number>();

  async function push(number: number, subject: Subject, branch: string): Promise<void> {
    const place = `${subject.repository}#${branch}`;
    if (subject.kind === 'replaces') {
      const since = performance.now() - (lastPushAt.get(place) ?? Number.NEGATIVE_INFINITY);
      if (since < apartMs) await wait(apartMs - since);
    }
    const { after } = await github.push({ repository: subject.repository, branch, files: { number: String(number) } });
    lastPushAt.set(place, performance.now());
    events.push({ subject, branch, sha: after });
  }

  let number = 0;
  return {
    async send(count) {
      const chosen = new Map<string, { subject: Subject; branch: string }>();
      while (chosen.size < Math.min(count, subjects.length)) {
        const [subject, branch] = [random.pick(subjects), random.pick(branches)];
        // One push of a repository at a time: the order of two that race is nobody's to say.
        if (!chosen.has(subject.repository)) chosen.set(subject.repository, { subject, branch });
      }
      const pushes = [...chosen.values()].map(({ subject, branch }) => {
        number += 1;
        return push(number, subject, branch);
      });
      await Promise.all(pushes);
    },
    sent: () => [...events],
  };
}
