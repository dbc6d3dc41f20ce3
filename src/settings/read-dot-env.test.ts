import { describe, expect, it } from 'vitest';
import { readDotEnv } from './read-dot-env.ts';

describe('readDotEnv', () => {
  it('adds what the file has, and lets the environment win', () => {
    const readFile = (path: string) => (path === '.env' ? 'APP_ID=1\nPORT=4000 # ours\nPRIVATE_KEY="a\nb"\n' : '');
    expect(readDotEnv({ PORT: '5000' }, { readFile })).toEqual({
      ok: true,
      environment: { APP_ID: '1', PORT: '5000', PRIVATE_KEY: 'a\nb' },
    });
  });

  it('does without the file', () => {
    const readFile = () => {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    };
    expect(readDotEnv({ PORT: '5000' }, { readFile })).toEqual({ ok: true, environment: { PORT: '5000' } });
  });

  it('names a file that is there and cannot be read', () => {
    const readFile = () => {
      throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
    };
    const result = readDotEnv({}, { readFile, path: '/etc/app.env' });
    expect(result).toMatchObject({ ok: false, problem: { code: 'settings.unreadable-file' } });
    expect(result.ok ? '' : result.problem.message).toBe(
      '.env names the file "/etc/app.env", which cannot be read (EACCES).',
    );
  });
});
