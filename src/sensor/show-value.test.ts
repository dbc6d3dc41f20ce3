import { describe, expect, it } from 'vitest';
import { showReason, showValue } from './show-value.ts';

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
    ['refs/heads/monkey/token-refresh', 'refs/heads/monkey/token-refresh'],
    [`ghs_1234567_eyJhbGciOiJSUzI1NiJ9.${'eyJpc3MiOiI3In0'.repeat(20)}.c2ln-bmF0_dXJl`, '***'],
    [`x eyJhbGciOiJSUzI1NiJ9.${'eyJpc3MiOiI3In0'.repeat(60)}.c2lnbmF0dXJl`, 'x ***'],
    [`xoxb-${'1234567890'.repeat(2)}-abcdefgh`, '***'],
    ['{"Authorization":["Basic dXNlcjpwYXNz"]}', '{"Authorization":["***"]}'],
    [`-----BEGIN RSA PRIVATE KEY-----\\n${'MIIEowIBAAKCAQEA'.repeat(100)}`, '***'],
  ])('%s is shown as %s', (text, expected) => {
    expect(showValue(text)).toBe(expected);
  });

  it('shows more of a reason, masked too', () => {
    expect(showReason('y'.repeat(1000))).toHaveLength(1000);
    expect(showReason('y'.repeat(1001))).toBe(`${'y'.repeat(999)}…`);
    expect(showReason(`Value 'ghp_${'a'.repeat(36)}' is no number`)).toBe("Value '***' is no number");
  });

  it('cuts at 200 characters without leaving a part of a secret', () => {
    const shown = showValue(`${'x'.repeat(185)} ghp_${'a'.repeat(200)}`);

    expect(shown).toBe(`${'x'.repeat(185)} ***`);
    expect(showValue('y'.repeat(201))).toBe(`${'y'.repeat(199)}…`);
  });
});
