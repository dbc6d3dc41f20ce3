import type { Observation } from '../state/observe-workflow.ts';
import { renderGraph } from './render-graph.ts';

const maxGraphBytes = 12 * 1024;

/** What stands below the summary, where there is more to see: the graph of the steps. */
export function renderText(observation: Observation): string {
  return renderGraph(observation.graph, maxGraphBytes);
}
