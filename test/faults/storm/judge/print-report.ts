import type { StormReport } from '../run-storm.ts';

const shownFaults = 30;

/** Prints the counts, the seed and what was amiss; answers whether everything is as it has to be. */
export function printReport(report: StormReport): boolean {
  const { faults, unreleased, troubles, acts, endedByThemselves } = report;
  const count = (kind: string): number => faults.filter((each) => each.kind === kind).length;
  const lines = [
    `seed ${report.seed}: ${report.events} events in ${report.seconds.toFixed(0)} s; of ${report.deliveries} webhooks ${report.acknowledged} were taken while it stormed, in ${report.attempts} attempts all`,
    `${report.runs} Workflows, ${report.checks} checks`,
    'events:',
    ...listCounts(acts),
    'troubles:',
    ...listCounts(troubles),
    ...endedByThemselves.map((what) => `ended by itself: ${what}`),
    ...faults.slice(0, shownFaults).map(({ kind, place, deeds, what }) => `${kind}: ${place} (${deeds}): ${what}`),
    ...(unreleased.length > 0 ? [`not let go: ${unreleased.join(', ')}`] : []),
    `lost ${count('lost')}, doubled ${count('doubled')}, wrong ${count('wrong')}, not let go ${unreleased.length}`,
  ];
  const isGood = faults.length === 0 && unreleased.length === 0;
  console.log([...lines, ...(isGood ? [] : [`logs: ${report.directory}`])].join('\n'));
  return isGood;
}

function listCounts(counts: Record<string, number>): string[] {
  return Object.entries(counts).map(([name, times]) => `  ${String(times).padStart(5)} × ${name}`);
}
