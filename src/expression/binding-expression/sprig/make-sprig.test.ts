import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sprigFunctions } from '../../sprig/sprig-functions.ts';
import { evaluateMetadata } from '../evaluate-metadata.ts';
import { makeSprig } from './make-sprig.ts';

const now = new Date('2026-03-01T12:00:00Z');
const sprig = makeSprig({ now, random: () => 0 });

function evaluate(expression: string) {
  const payload = { name: ' Ada ', n: 3, list: ['b', 'a'], none: null, object: { a: 1 } };
  const result = evaluateMetadata(expression, { payload, sprig }, { what: 'name', now });
  return result.ok ? result.value : result.message;
}

describe('sprig in the metadata of a binding', () => {
  it.each([
    ['sprig.trim(payload.name)', 'Ada'],
    ['sprig.lower(sprig.trim(payload.name))', 'ada'],
    ['sprig.trunc(2, "abcdef")', 'ab'],
    ['sprig.join("-", payload.list)', 'b-a'],
    ['sprig.join("-", sprig.sortAlpha(payload.list))', 'a-b'],
    ['sprig.toString(sprig.add(1, 2))', '3'],
    ['sprig.sha256sum("x")[:8]', '2d711642'],
    ['sprig.date("2006-01-02", now())', '2026-03-01'],
    ['sprig.default("x", payload.none)', 'x'],
    ['sprig.toJson(payload.object)', '{"a":1}'],
    ['string(sprig.len(payload.list))', 'failed to evaluate workflow name expression'],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toContain(expected);
  });

  it.each([
    ['sprig.trim(1.5)', 'reflect: Call using float64 as type string'],
    ['sprig.trim()', 'reflect: Call with too few input arguments'],
    ['sprig.trim("a", "b")', 'reflect: Call with too many input arguments'],
    ['sprig.fail("no")', 'no'],
    ['sprig.env("HOME")', 'cannot call nil'],
    ['sprig.add(1, 2)', 'workflow name expression must evaluate to a string, not a int64'],
  ])('%s is refused: %s', (expression, reason) => {
    expect(evaluate(expression)).toContain(reason);
  });

  it('answers or says what is wrong, whatever it is called with', () => {
    const argument = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.bigInt({ min: -100n, max: 100n }),
      fc.constantFrom('a', '1', '(', '2006'),
    );
    // What makes keys and certificates takes its time, and is tested where it is made.
    const cheap = Object.keys(sprig).filter(
      (name) => !/^(gen|buildCustomCert|derivePassword|bcrypt|htpasswd)/.test(name),
    );
    fc.assert(
      fc.property(fc.constantFrom(...cheap), fc.array(argument, { maxLength: 4 }), (name, args) => {
        try {
          sprig[name]?.(...args);
        } catch (thrown) {
          expect(String(thrown)).not.toMatch(/TypeError|RangeError/);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(cheap.length).toBeGreaterThan(Object.keys(sprigFunctions).length - 20);
  });
});
