import { describe, expect, it } from 'vitest';
import { rememberCompiled } from './remember-compiled.ts';

function counting() {
  const compiled: string[] = [];
  const compile = rememberCompiled((text) => {
    compiled.push(text);
    return { text };
  });
  return { compile, compiled };
}

describe('rememberCompiled', () => {
  it('compiles a text once', () => {
    const { compile, compiled } = counting();

    expect(compile('a')).toBe(compile('a'));
    compile('b');
    expect(compiled).toEqual(['a', 'b']);
  });

  it('forgets the oldest of too many, or of too many characters', () => {
    const { compile, compiled } = counting();
    for (let index = 0; index <= 1000; index++) compile(String(index));
    for (const text of [
      '1000',
      '0',
      'x'.repeat(300_000),
      'x'.repeat(300_000),
      'y'.repeat(300_000),
      'x'.repeat(300_000),
    ]) {
      compile(text);
    }

    expect(compiled.slice(1001).map((each) => each.length)).toEqual([1, 300_000, 300_000, 300_000]);
  });
});
