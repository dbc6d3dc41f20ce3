import { describe, expect, it } from 'vitest';
import { fnv32a, nodeId, podName } from './node-id.ts';

describe('node ids', () => {
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('hash %j with FNV-1a', (text, hash) => {
    expect(fnv32a(text)).toBe(hash);
  });

  it('are those that the real controller gives', () => {
    expect(nodeId('dag-failed', 'dag-failed.checkout')).toBe('dag-failed-3763399835');
    expect(nodeId('dag-failed', 'dag-failed')).toBe('dag-failed');
  });
});

describe('pod names', () => {
  it('are the Workflow, the template and the hash', () => {
    expect(podName('w', 'w', 'main')).toBe('w');
    expect(podName('dag-failed', 'dag-failed.checkout', 'ok')).toBe('dag-failed-ok-3763399835');
  });

  it('are cut to what a name may have', () => {
    expect(podName('w', 'w.x', 't'.repeat(300)).length).toBeLessThanOrEqual(253);
  });
});
