import { median, printTable } from './print-table.ts';
import { type ProcessorTimes, perPiece, readProcessorTimes } from './processor-times.ts';
import { inFlight, runInFlight } from './run-in-flight.ts';

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

/** Workflows made by the app beside the same ones made without it. */
export interface BesideBare {
  app: Measured;
  bare: Measured;
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
  const measured: BesideBare = { app: { rates: [], times: [] }, bare: { rates: [], times: [] } };
  async function measureRound(into: Measured, work: (index: number) => Promise<void>): Promise<void> {
    const before = readProcessorTimes(here);
    const seconds = await runInFlight(perRound, work);
    into.rates.push(perRound / seconds);
    into.times.push(perPiece(before, readProcessorTimes(here), perRound));
  }
  for (let round = 0; round < rounds; round += 1) {
    await measureRound(measured.app, (index) => ways.app(round * perRound + index));
    await measureRound(measured.bare, ways.bare);
  }
  return measured;
}

/** @param way how the app was asked, such as `from a signed push`; with `isApart` it had a core of its own */
export function printBesideBare(
  { way, isApart }: { way: string; isApart: boolean },
  { rounds, perRound }: Extent,
  { app, bare }: BesideBare,
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
  printTimes(way, app.times, bare.times);
}

function printTimes(way: string, app: readonly ProcessorTimes[], bare: readonly ProcessorTimes[]): void {
  const middle = (times: readonly ProcessorTimes[], name: string) => median(times.map((each) => each[name] ?? 0));
  const names = Object.keys(app.at(-1) ?? {});
  const sum = (times: readonly ProcessorTimes[]) => names.reduce((total, name) => total + middle(times, name), 0);
  printTable('Milliseconds of processor time for one Workflow', [
    ['', way, 'bare'],
    ...names.map((name) => [name, middle(app, name).toFixed(1), middle(bare, name).toFixed(1)]),
    ['all', sum(app).toFixed(1), sum(bare).toFixed(1)],
  ]);
}
