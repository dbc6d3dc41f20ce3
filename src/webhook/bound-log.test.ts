import { describe, expect, it } from 'vitest';
import { boundLog } from './bound-log.ts';

function record() {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (...[fields, message]: unknown[]): void => {
      lines.push(`${level} ${String(message)} ${JSON.stringify(fields)}`);
    };
  return { lines, log: { info: write('info'), warn: write('warn'), error: write('error') } };
}

describe('a bounded log', () => {
  it('writes a few lines a minute of each subject, and then how many were left out', () => {
    const { lines, log } = record();
    let now = 0;
    const write = boundLog(log, 2, () => now);
    const line = (subject: string) => ({ level: 'warn' as const, subject, fields: { status: 401 }, message: subject });
    for (let count = 0; count < 1000; count += 1) {
      write(line('forged'));
    }
    write(line('other'));
    expect(lines).toEqual(['warn forged {"status":401}', 'warn forged {"status":401}', 'warn other {"status":401}']);
    now = 59_999;
    write(line('forged'));
    expect(lines).toHaveLength(3);
    now = 60_000;
    write(line('forged'));
    write(line('forged'));
    expect(lines.slice(3)).toEqual(['warn forged {"status":401,"leftOut":999}', 'warn forged {"status":401}']);
  });
});
