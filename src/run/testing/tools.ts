import { createMemoryObjects, type MemoryObjects } from '../../kubernetes/testing/memory-objects.ts';
import { createMemoryRecords, type MemoryRecords } from '../../report/testing/memory-records.ts';
import { createArgoLocks } from '../locks/argo-locks.ts';
import type { RunTools } from '../start-run.ts';
import { createRunTokens, type RunTokens } from '../token/run-tokens.ts';
import { receivedAt } from './deliveries.ts';
import { createFakeCluster, type FakeCluster } from './fake-cluster.ts';
import { signer } from './requests.ts';
import { appId } from './runs.ts';

/** What making runs touches, in memory. The clock stands until `pass`. */
export interface RunStage {
  tools: RunTools;
  cluster: FakeCluster;
  kept: MemoryObjects;
  records: MemoryRecords;
  /** Repositories that a token was made for, one after the other: `ghs_1`, `ghs_2`, … of an hour each. */
  minted: { installationId: number; id: number }[];
  pass(ms: number): void;
}

export function setRunStage(changes: Partial<RunTools> = {}): RunStage {
  let time = receivedAt + 2000;
  const now = () => time;
  const cluster = createFakeCluster();
  const kept = createMemoryObjects(now);
  const records = createMemoryRecords();
  const minted: RunStage['minted'] = [];
  return {
    ...{ cluster, kept, records, minted },
    tools: {
      ...{ appId, signer, records, now },
      kubernetes: cluster.api,
      cluster: kept.api,
      tokens: makeTokens(minted, now),
      argoLocks: createArgoLocks(undefined),
      hasCheck: async () => ({ ok: true, value: false }),
      readFile: async () => ({ kind: 'absent' }),
      ...changes,
    },
    pass(ms) {
      time += ms;
    },
  };
}

/** Tokens that cost no call. */
export function makeTokens(minted: RunStage['minted'], now: () => number): RunTokens {
  return createRunTokens({
    webUrl: 'https://github.example',
    now,
    github: {
      async createReadToken({ installationId, id }) {
        minted.push({ installationId, id });
        return { ok: true, value: { token: `ghs_${minted.length}`, expiresAt: now() + 3_600_000 } };
      },
    },
  });
}
