import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSkipInstruction } from './find-skip-instruction.ts';

describe('findSkipInstruction', () => {
  it.each([
    ['[skip ci]', 'Correct a typo [skip ci]'],
    ['[ci skip]', '[ci skip] Correct a typo'],
    ['[no ci]', 'Correct\n\nMore of it [no ci].'],
    ['[skip actions]', 'x[skip actions]x'],
    ['[actions skip]', 'One\n\n[actions skip]'],
    ['***NO_CI***', 'One ***NO_CI***'],
    ['[Skip CI]', 'Case does not count [Skip CI]'],
    ['[ci skip]', 'The first counts [ci skip] [skip ci]'],
    ['[skip ci]', 'İstanbul [skip ci]'],
    ['skip-checks: true', 'One\n\nskip-checks: true'],
    ['skip-checks: true', 'One\n\nText.\n\n\nskip-checks:true\n'],
    ['skip-checks: true', 'One\r\n\r\nSkip-Checks: true\r\nSigned-off-by: Ada <ada@example.com>\r\n'],
  ])('finds %s in %j', (instruction, message) => {
    expect(findSkipInstruction(message)).toBe(instruction);
  });

  it.each([
    '',
    'Correct a typo',
    'skip ci',
    '[skip  ci]',
    '[skip ci',
    'Explain how NO_CI works',
    'skip-checks: true',
    'One\nskip-checks: true',
    'One\n\nskip-checks: true\n\nAn afterthought.',
    'One\n\nskip-checks: trueish',
    'One\n\nWrite skip-checks: true',
  ])('finds none in %j', (message) => {
    expect(findSkipInstruction(message)).toBeUndefined();
  });

  it('never throws, and finds what it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
        expect(findSkipInstruction(`${before}[skip ci]${after}`)).toBeDefined();
      }),
    );
  });
});
