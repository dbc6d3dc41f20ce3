import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRunAsk } from './read-run-ask.ts';

const read = (value: unknown) => readRunAsk(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
const whole = { repository: 'acme/shop', pipeline: 'deploy' };

describe('what is asked for', () => {
  it('is read, with numbers and booleans as their text', () => {
    expect(read({ ...whole, ref: 'v1', parameters: { a: 1.5, b: true, c: '' } })).toEqual({
      ok: true,
      ask: { ...whole, ref: 'v1', parameters: { a: '1.5', b: 'true', c: '' } },
    });
    expect(read(whole)).toEqual({ ok: true, ask: { ...whole, parameters: {} } });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'no JSON'],
    ['no object', [], 'expected object'],
    ['another field', { ...whole, branch: 'main' }, 'no field branch'],
    ['a repository without owner', { ...whole, repository: 'shop' }, 'owner/name'],
    ['a repository that is a path', { ...whole, repository: 'acme/..' }, 'owner/name'],
    ['a repository with a query', { ...whole, repository: 'acme/shop?x' }, 'owner/name'],
    ['no pipeline', { repository: 'acme/shop' }, '`pipeline`'],
    ['a parameter that is a list', { ...whole, parameters: { a: [] } }, '`parameters.a`'],
    ['a parameter that is too long', { ...whole, parameters: { a: 'x'.repeat(20_000) } }, '`parameters.a`'],
  ])('is refused: %s', (_what, value, reason) => {
    const said = read(value);
    expect(said.ok ? '' : said.problem.message).toContain(reason);
  });

  it('never throws, and what is taken is as it was written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const said = read(text);
        expect(said.ok ? [] : [said.problem.code]).toEqual(said.ok ? [] : ['run-api.malformed']);
      }),
    );
  });
});
