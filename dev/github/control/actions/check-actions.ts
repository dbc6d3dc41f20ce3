import { once } from 'node:events';
import { z } from 'zod';
import { pressAction, rerequestCheckRun, rerequestCheckSuite } from '../../change/check/check-runs.ts';
import { Refused } from '../../change/refused.ts';
import { requireRepository } from '../../change/repository/repositories.ts';
import { checkRunView } from '../../payload/check-payload.ts';
import type { CheckRunRecord } from '../../store/check-record.ts';
import type { Store } from '../../store/store.ts';
import { defineAction } from '../action.ts';
import { personNamed, repositoryName, sender } from '../inputs.ts';

function runNumbered(store: Store, id: number): CheckRunRecord {
  const run = store.checkRuns.get(id);
  if (run === undefined) throw new Refused(`there is no check run ${id}`);
  return run;
}

const checkRuns = defineAction(
  z.object({ repository: repositoryName.optional(), sha: z.string().optional(), name: z.string().optional() }),
  ({ world: { store } }, { name, repository, sha }) => {
    const wanted = repository === undefined ? undefined : requireRepository(store, repository);
    return [...store.checkRuns.values()]
      .filter((run) => wanted === undefined || run.suite.repository === wanted)
      .filter((run) => (sha === undefined || run.headSha === sha) && (name === undefined || run.name === name))
      .map(checkRunView);
  },
);

/** Resolves with the check runs changed since `seen` as soon as there are any, or with none when the time is over. */
const nextCheckRunChange = defineAction(
  z.object({
    /** What the last answer said; 0 for all there are. */
    seen: z.int().default(0),
    timeoutMs: z.number().default(10_000),
  }),
  async ({ closing, world: { store } }, { seen, timeoutMs }) => {
    if (store.checkRunChanges <= seen) {
      const signal = AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]);
      // Both ends of the wait, a change and the end of the time, are answered alike.
      await once(store.changes, 'checkRun', { signal }).catch(() => undefined);
    }
    if (closing.aborted) throw new Refused('the stand-in is closed');
    const changed = [...store.checkRuns.values()].filter(({ changeNumber }) => changeNumber > seen);
    return { seen: store.checkRunChanges, runs: changed.map(checkRunView) };
  },
);

const rerunCheckRun = defineAction(z.object({ id: z.int(), sender }), async ({ world }, { id, sender: login }) => {
  await rerequestCheckRun(world, runNumbered(world.store, id), personNamed(world.store, login));
});

const rerunCheckSuite = defineAction(z.object({ id: z.int(), sender }), async ({ world }, { id, sender: login }) => {
  const suite = world.store.checkSuites.get(id);
  if (suite === undefined) throw new Refused(`there is no check suite ${id}`);
  await rerequestCheckSuite(world, suite, personNamed(world.store, login));
});

const pressButton = defineAction(
  z.object({
    id: z.int(),
    identifier: z.string(),
    /** Sends also what the run does not offer. */
    forged: z.boolean().default(false),
    sender,
  }),
  async ({ world }, { forged, id, identifier, sender: login }) => {
    const press = { identifier, sender: personNamed(world.store, login), isForged: forged };
    await pressAction(world, runNumbered(world.store, id), press);
  },
);

export const checkActions = {
  checkRuns,
  nextCheckRunChange,
  rerunCheckRun,
  rerunCheckSuite,
  pressAction: pressButton,
};
