import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { printReport } from './judge/print-report.ts';
import { runStorm } from './run-storm.ts';

/** Every trouble once; `npm run test:faults` goes on for longer, and on brokers. */
it('no acknowledged event is lost, doubled or told wrong while everything breaks', async () => {
  const stormed = await runStorm({
    ...{ seed: 20_261_127, events: 54, bus: 'sqlite', replicas: 1, patienceMs: 1000, hopeMs: 120_000 },
    log: () => undefined,
  });
  if (!stormed.ok) throw new Error(stormed.reason);
  const { faults, unreleased, troubles, directory } = stormed.report;
  if (faults.length > 0 || unreleased.length > 0) printReport(stormed.report);
  expect({ faults, unreleased }).toEqual({ faults: [], unreleased: [] });
  expect(Object.values(troubles)).not.toContain(0);
  await rm(directory, { recursive: true, force: true });
}, 600_000);
