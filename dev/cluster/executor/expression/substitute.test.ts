import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { substituteText, substituteTree } from './substitute.ts';

const scope = new Map([
  ['a', '1'],
  ['inputs.parameters.x-y', 'v'],
  ['tag', '{{a}}'],
]);

describe('tags', () => {
  it.each([
    ['plain', 'plain'],
    ['{{a}}{{ a }}', '11'],
    ['{{unknown}}', '{{unknown}}'],
    ['{{inputs.parameters.x-y}}', 'v'],
    ["{{=inputs.parameters['x-y'] + '!'}}", 'v!'],
    ['{{=unknown.path}}', '{{=unknown.path}}'],
    ['{{=asInt(a) + 1}}', '2'],
    ['{{tag}}', '{{a}}'],
    ['{{open', '{{open'],
    ['{ {a}}', '{ {a}}'],
  ])('%s becomes %s', (text, value) => {
    expect(substituteText(text, scope)).toEqual({ ok: true, value });
  });

  it.each([
    ['{{=', 'syntax'],
    ['{{=1 +}}', 'syntax'],
    ['{{="}}', 'syntax'],
    ['{{=f(1)}}', 'unsupported'],
  ])('%s cannot be evaluated', (text, kind) => {
    expect(substituteText(text, scope)).toMatchObject({ ok: false, kind });
    expect(substituteTree({ list: [text] }, scope)).toMatchObject({ ok: false, kind });
  });

  it('are filled in all texts of a value, and nowhere else', () => {
    expect(substituteTree({ '{{a}}': ['{{a}}', 1, null, { b: '{{a}}' }] }, scope)).toEqual({
      ok: true,
      value: { '{{a}}': ['1', 1, null, { b: '1' }] },
    });
  });

  it('never throw, and leave a text without braces alone', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const result = substituteText(text, scope);
        if (!text.includes('{{')) expect(result).toEqual({ ok: true, value: text });
        expect(substituteText(`{{=${text}}}`, scope)).toHaveProperty('ok');
      }),
    );
  });
});
