import { describe, expect, it } from 'vitest';
import { openPolicyFile } from './open-policy-file.ts';

function open(text: string) {
  const quiet = { onChange: () => undefined, onProblems: () => undefined };
  return openPolicyFile({ path: 'policy.yaml', read: async () => text, ...quiet });
}

describe('the policy file at the start', () => {
  it('is in force when it is good', async () => {
    const opened = await open('defaults: { namespace: ci }');

    expect(opened).toMatchObject({ ok: true });
    if (opened.ok) {
      expect(opened.file.current()?.defaults.namespace).toBe('ci');
      opened.file.stop();
    }
  });

  it('keeps the app from starting when it is not', async () => {
    expect(await open('defualts: {}')).toMatchObject({ ok: false, problem: { code: 'policy.unknown-key' } });
  });
});
