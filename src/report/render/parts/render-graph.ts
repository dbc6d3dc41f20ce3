import type { DrawnGraph } from '../../state/draw-graph.ts';
import type { StepState } from '../../state/step.ts';
import { cutText } from '../text/cut-text.ts';
import { toPlainLine } from '../text/escape-markdown.ts';
import { stateIcons } from './render-steps.ts';

const maxNameLength = 50;
/** Frames only: GitHub shows a graph on light and on dark ground. */
const classes: Partial<Record<StepState, string>> = {
  failed: 'stroke:#cf222e,stroke-width:3px',
  error: 'stroke:#cf222e,stroke-width:3px',
  running: 'stroke:#bf8700,stroke-width:3px',
  suspended: 'stroke:#bf8700,stroke-width:3px',
  omitted: 'stroke-dasharray:4',
  skipped: 'stroke-dasharray:4',
};

/** The graph for GitHub's markdown, folded away; empty where it takes more than `maxBytes`. */
export function renderGraph(graph: DrawnGraph | undefined, maxBytes: number): string {
  if (graph === undefined) return '';
  const lines = [
    'flowchart LR',
    ...graph.steps.map(({ name, state }, index) => `  s${index}["${stateIcons[state]} ${label(name)}"]`),
    ...graph.edges.map(([from, to]) => `  s${from} --> s${to}`),
    ...Object.entries(classes).flatMap(([state, style]) => {
      const marked = graph.steps.flatMap((step, index) => (step.state === state ? [`s${index}`] : []));
      return marked.length === 0 ? [] : [`  classDef ${state} ${style}`, `  class ${marked.join(',')} ${state}`];
    }),
  ];
  const text = `<details><summary>How the steps follow each other</summary>\n\n\`\`\`mermaid\n${lines.join('\n')}\n\`\`\`\n\n</details>\n`;
  return Buffer.byteLength(text) <= maxBytes ? text : '';
}

/** Mermaid reads `#` and a number as that character: nothing in a name is left to mean anything to it. */
function label(name: string): string {
  return cutText(toPlainLine(name), maxNameLength).replace(
    /[^\p{L}\p{N} _.-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}
