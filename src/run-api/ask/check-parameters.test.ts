import { describe, expect, it } from 'vitest';
import type { ManualParameter } from '../../config/configuration.ts';
import { checkParameters } from './check-parameters.ts';

const declared: ManualParameter[] = [
  { name: 'to', required: true, options: ['staging', 'production'], description: 'where to' },
  { name: 'level', required: false, default: 'low' },
  { name: 'note', required: false },
  { name: 'odd', required: true, default: 'x', options: ['a'] },
];

describe('the parameters of a run by hand', () => {
  it('are what was given, and the defaults of the rest', () => {
    expect(checkParameters(declared, { to: 'staging', odd: 'a' })).toEqual({
      ok: true,
      inputs: { to: 'staging', level: 'low', odd: 'a' },
    });
    expect(checkParameters(declared, { to: 'staging', odd: 'a', note: '', level: '' })).toEqual({
      ok: true,
      inputs: { to: 'staging', level: '', note: '', odd: 'a' },
    });
    expect(checkParameters([], {})).toEqual({ ok: true, inputs: {} });
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['unknown', { to: 'staging', odd: 'a', x: '1' }, ['run-api.unknown-parameter']],
    ['missing', { odd: 'a' }, ['run-api.missing-parameter']],
    ['no option', { to: 'Staging', odd: 'a' }, ['run-api.not-an-option']],
    ['a default that is no option', { to: 'staging' }, ['run-api.not-an-option']],
    ['names that objects have', { to: 'staging', odd: 'a', constructor: '1' }, ['run-api.unknown-parameter']],
    ['all at once', { x: '1' }, ['run-api.unknown-parameter', 'run-api.missing-parameter', 'run-api.not-an-option']],
  ])('are refused: %s', (_what, given, codes) => {
    const checked = checkParameters(declared, given);
    expect(checked.ok ? [] : checked.problems.map((each) => each.code)).toEqual(codes);
  });
});
