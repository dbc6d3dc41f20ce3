import { z } from 'zod';
import type { Acts, ActWorld } from './act.ts';

const checkRunShape = z.looseObject({
  action: z.string(),
  check_run: z.looseObject({ app: z.looseObject({ id: z.number() }) }),
  installation: z.object({ id: z.number() }),
});

/** Webhooks that ask for nothing. */
export function createNoiseActs({ github, random, next }: ActWorld): Acts {
  /** A check of another App, about one of the commits. */
  async function tellOfForeignCheck(): Promise<boolean> {
    const recent = (await github.deliveries({ event: 'check_run', action: 'completed' })).slice(-50);
    if (recent.length === 0) return false;
    const { installation, ...told } = checkRunShape.parse(JSON.parse(random.pick(recent).body));
    const app = { ...told.check_run.app, id: 1, slug: 'somebody-else' };
    const payload = { ...told, check_run: { ...told.check_run, id: next(), external_id: '', app } };
    await github.deliver({ event: 'check_run', installation: installation.id, payload });
    return true;
  }

  return { 'check of another App': { weight: 2, act: tellOfForeignCheck } };
}
