import type { Evidence } from '../evidence/evidence.ts';
import type { Observation } from '../state/observe-workflow.ts';
import { renderGraph } from './parts/render-graph.ts';
import { renderLogs } from './parts/render-logs.ts';
import type { ReportSubject } from './render-summary.ts';
import { maxOutputBytes } from './text/cut-text.ts';

const maxGraphBytes = 12 * 1024;
const spare = 256;

/** What stands below the summary, where there is more to see: the logs of failed steps and the graph of all. */
export function renderText(subject: ReportSubject, observation: Observation, evidence: Evidence | undefined): string {
  const graph = renderGraph(observation.graph, maxGraphBytes);
  const room = maxOutputBytes - Buffer.byteLength(graph) - spare;
  const logs = renderLogs(evidence?.logs ?? [], room, { pages: subject.pages, workflow: subject });
  return [logs, graph].filter((part) => part !== '').join('\n');
}
