import type { StormReport } from './run-storm.ts';

const shownFaults = 30;

/** Prints the counts, the seed and what was amiss; answers whether everything is as it has to be. */
export function printReport(report: StormReport): boolean {
  const { faults, unreleased, troubles, endedByThemselves } = report;
  const count = (kind: string): number => faults.filter((each) => each.kind === kind).length;
  const lines = [
    `seed ${report.seed}: ${report.events} pushes in ${report.seconds.toFixed(0)} s, ${report.acknowledged} acknowledged at once, ${report.attempts} deliveries`,
    `${report.runs} Workflows, ${report.checks} checks`,
    ...Object.entries(troubles).map(([name, times]) => `  ${String(times).padStart(4)} × ${name}`),
    ...endedByThemselves.map((what) => `ended by itself: ${what}`),
    ...faults
      .slice(0, shownFaults)
      .map(({ kind, what, event }) => `${kind}: ${event.subject.repository}#${event.branch} ${event.sha}: ${what}`),
    ...(unreleased.length > 0 ? [`not let go: ${unreleased.join(', ')}`] : []),
    `lost ${count('lost')}, doubled ${count('doubled')}, wrong ${count('wrong')}, not let go ${unreleased.length}`,
  ];
  const isGood = faults.length === 0 && unreleased.length === 0;
  console.log([...lines, ...(isGood ? [] : [`logs: ${report.directory}`])].join('\n'));
  return isGood;
}
