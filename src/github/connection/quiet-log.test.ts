import { describe, expect, it } from 'vitest';
import { createQuietLog } from './quiet-log.ts';

describe('createQuietLog', () => {
  it('passes on sentences at their level and leaves out the objects beside them', () => {
    const lines: string[] = [];
    const at = (level: string) => (message: string) => lines.push(`${level} ${message}`);
    const log = createQuietLog({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') });
    const beside: unknown[] = [{ summary: 'text of a check' }, 'a sentence'];
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      Reflect.apply(log[level], log, beside);
    }
    Reflect.apply(log.info, log, [{ summary: 'alone' }]);
    expect(lines).toEqual(['debug a sentence', 'info a sentence', 'warn a sentence', 'error a sentence']);
  });
});
