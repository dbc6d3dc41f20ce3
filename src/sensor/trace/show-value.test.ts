import { describe, expect, it } from 'vitest';
import { showValue } from './show-value.ts';

describe('showValue', () => {
  it.each([
    [`token ghp_${'a'.repeat(36)} end`, 'token *** end'],
    [`ghs_${'A1'.repeat(18)}`, '***'],
    [`github_pat_${'a_1'.repeat(20)}`, '***'],
    ['key AKIAIOSFODNN7EXAMPLE.', 'key ***.'],
    ['https://user:secret@example.com/x', 'https://***@example.com/x'],
    ['ssh://git@github.com', 'ssh://***@github.com'],
    ['mail me@example.com', 'mail me@example.com'],
    ['ghp_short', 'ghp_short'],
  ])('%s is shown as %s', (text, expected) => {
    expect(showValue(text)).toBe(expected);
  });

  it('cuts at 200 characters without leaving a part of a secret', () => {
    const shown = showValue(`${'x'.repeat(185)} ghp_${'a'.repeat(200)}`);

    expect(shown).toBe(`${'x'.repeat(185)} ***`);
    expect(showValue('y'.repeat(201))).toBe(`${'y'.repeat(199)}…`);
  });
});
