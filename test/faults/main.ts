/**
 * The app as processes, thousands of events, and everything around it going wrong: what became of each event.
 *
 *     npm run test:faults -- [--seed N] [--events N] [--bus sqlite|nats|kafka] [--replicas N] [--patience MS] [--quiet]
 *
 * The same seed breaks the same things in the same order; what hits what is up to the machine. Ends with 1 when an acknowledged event
 * was lost, doubled or told wrong, and then says where the logs of all processes are.
 */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { printReport } from './storm/judge/print-report.ts';
import { runStorm } from './storm/run-storm.ts';
import type { BusKind } from './storm/world/open-storm-bus.ts';

const kinds: readonly BusKind[] = ['sqlite', 'nats', 'kafka'];
const patienceMs = 25_000;
const hopeMs = 180_000;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    events: { type: 'string', default: '2000' },
    bus: { type: 'string', default: 'sqlite' },
    replicas: { type: 'string' },
    patience: { type: 'string', default: String(patienceMs) },
    quiet: { type: 'boolean', default: false },
  },
});
const bus = kinds.find((kind) => kind === values.bus);
if (bus === undefined) {
  console.error(`No bus ${values.bus}; there are ${kinds.join(', ')}.`);
  process.exit(2);
}
const replicas = bus === 'sqlite' ? 1 : Number(values.replicas ?? 3);
console.log(`seed ${values.seed}, ${values.events} events, ${replicas} on ${bus}`);
const stormed = await runStorm({
  ...{ seed: Number(values.seed), events: Number(values.events), bus, replicas, hopeMs },
  patienceMs: Number(values.patience),
  log: (line) => (values.quiet ? undefined : console.log(`  ${line}`)),
});
if (!stormed.ok) {
  console.log(`SKIPPED: ${stormed.reason}`);
  process.exit(0);
}
const isGood = printReport(stormed.report);
if (isGood) await rm(stormed.report.directory, { recursive: true, force: true });
process.exit(isGood ? 0 : 1);
