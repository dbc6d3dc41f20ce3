import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DrawnGraph } from '../../state/draw-graph.ts';
import { renderGraph } from './render-graph.ts';

const graph: DrawnGraph = {
  steps: [
    { name: 'lint', state: 'succeeded' },
    { name: 'test', state: 'failed' },
    { name: 'build', state: 'omitted' },
  ],
  edges: [
    [0, 2],
    [1, 2],
  ],
};

describe('renderGraph', () => {
  it('is a mermaid flowchart, folded away', () => {
    expect(renderGraph(graph, 10_000)).toBe(
      [
        '<details><summary>How the steps follow each other</summary>',
        '',
        '```mermaid',
        'flowchart LR',
        '  s0["✅ lint"]',
        '  s1["❌ test"]',
        '  s2["⏭️ build"]',
        '  s0 --> s2',
        '  s1 --> s2',
        '  classDef failed stroke:#cf222e,stroke-width:3px',
        '  class s1 failed',
        '  classDef omitted stroke-dasharray:4',
        '  class s2 omitted',
        '```',
        '',
        '</details>',
        '',
      ].join('\n'),
    );
  });

  it('is left out where there is none, or no room', () => {
    expect(renderGraph(undefined, 10_000)).toBe('');
    expect(renderGraph(graph, 100)).toBe('');
  });

  it('lets no name mean anything to mermaid or to markdown', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', ']', '`', '\n', ';', '#', '-->', 'click s0 href', '<script>', 'end'),
        fc.string(),
      ),
    });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 2, maxLength: 6 }), (names) => {
        const steps = names.map((name) => ({ name, state: 'succeeded' as const }));
        const lines = renderGraph({ steps, edges: [[0, 1]] }, 100_000).split('\n');
        const inside = lines.slice(lines.indexOf('```mermaid') + 1, lines.indexOf('```'));
        expect(inside).toHaveLength(names.length + 2);
        for (const line of inside.slice(1, -1)) expect(line).toMatch(/^ {2}s\d+\["✅ [^"\]`<>{}()|\\]*"\]$/u);
      }),
    );
  });
});
