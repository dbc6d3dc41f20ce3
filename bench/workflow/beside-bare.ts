import { median, printTable } from '../print-table.ts';
import { inFlight, runAtPace, runInFlight } from '../run-in-flight.ts';
import { type ProcessorTimes, perPiece, readProcessorTimes } from './processor-times.ts';

/** How many rounds of each way, and how many Workflows in each. */
export interface Extent {
  rounds: number;
  perRound: number;
}

/** Of each round: pieces a second, and what each process used for one piece. */
interface Measured {
  rates: number[];
  times: ProcessorTimes[];
}

/** Workflows made by the app beside the same ones made without it: as fast as that goes, and as fast as the app made them. */
export interface BesideBare {
  app: Measured;
  bare: Measured;
  paced: Measured;
}

const here = 'this process: clients and GitHub';

/**
 * Makes Workflows by the app and bare in turns, so that what else the machine does falls on both alike.
 *
 * @param ways what makes one Workflow, both warmed up; numbers begin with 0
 */
export async function measureBesideBare(
  { rounds, perRound }: Extent,
  ways: { app: (number: number) => Promise<void>; bare: () => Promise<void> },
): Promise<BesideBare> {
  const measured: BesideBare = {
    app: { rates: [], times: [] },
    bare: { rates: [], times: [] },
    paced: { rates: [], times: [] },
  };
  async function measureRound(into: Measured, run: () => Promise<unknown>): Promise<number> {
    const before = readProcessorTimes(here);
    const startedAt = performance.now();
    await run();
    const rate = (1000 * perRound) / (performance.now() - startedAt);
    into.rates.push(rate);
    into.times.push(perPiece(before, readProcessorTimes(here), perRound));
    return rate;
  }
  for (let round = 0; round < rounds; round += 1) {
    const appRate = await measureRound(measured.app, () =>
      runInFlight(perRound, (index) => ways.app(round * perRound + index)),
    );
    await measureRound(measured.bare, () => runInFlight(perRound, ways.bare));
    await measureRound(measured.paced, () => runAtPace(perRound, appRate, ways.bare));
  }
  return measured;
}

/** @param way how the app was asked, such as `from a signed push`; with `isApart` it had a core of its own */
export function printBesideBare(
  { way, isApart }: { way: string; isApart: boolean },
  { rounds, perRound }: Extent,
  { app, bare, paced }: BesideBare,
): void {
  const ratios = app.rates.map((rate, round) => rate / (bare.rates[round] ?? Number.NaN));
  const cores = isApart ? 'the app on a core of its own, ' : '';
  printTable(
    `Workflows created a second, ${inFlight} in flight, ${cores}the median of ${rounds} rounds of ${perRound}`,
    [
      ['', 'a second', 'of bare creates', 'best'],
      ['created at the API server', median(bare.rates).toFixed(0), '', ''],
      [`${way}, by this app`, median(app.rates).toFixed(0), median(ratios).toFixed(2), Math.max(...ratios).toFixed(2)],
    ],
  );
  printTimes({ [way]: app.times, 'bare, at the same pace': paced.times, 'bare, as fast as it goes': bare.times });
}

/** An API server that is never at rest takes less for a Workflow, so what the app adds shows beside the same pace. */
function printTimes(ways: Readonly<Record<string, readonly ProcessorTimes[]>>): void {
  const all = Object.values(ways);
  const names = [...new Set(all.flatMap((times) => Object.keys(times.at(-1) ?? {})))];
  const middle = (times: readonly ProcessorTimes[], name: string) => median(times.map((each) => each[name] ?? 0));
  const sum = (times: readonly ProcessorTimes[]) => names.reduce((total, name) => total + middle(times, name), 0);
  printTable('Milliseconds of processor time for one Workflow', [
    ['', ...Object.keys(ways)],
    ...names.map((name) => [name, ...all.map((times) => middle(times, name).toFixed(1))]),
    ['all', ...all.map((times) => sum(times).toFixed(1))],
  ]);
}
