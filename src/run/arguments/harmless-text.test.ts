import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHarmless, markEventText } from './harmless-text.ts';

const mark = (text: string) => markEventText(text, false);

describe('text from an event', () => {
  it.each([
    ['{{workflow.parameters.secret}}', '{ {workflow.parameters.secret}}'],
    ['{{=1+1}}', '{ {=1+1}}'],
    ['{{{x', '{ { {x'],
    ['ends with {', 'ends with { '],
    ['{"message":"first"}', '{"message":"first"}'],
    ['nothing special', 'nothing special'],
    ['a { b } c', 'a { b } c'],
  ])('%j becomes %j', (given, expected) => {
    expect(makeHarmless({ value: mark(given) }).value).toEqual({ value: expected });
  });

  it('says which places it changed', () => {
    const result = makeHarmless({
      spec: { arguments: { parameters: [{ value: mark('ok') }, { value: mark('{{x}}') }] } },
    });

    expect(result.changed).toEqual(['spec.arguments.parameters.1.value']);
  });

  it('leaves the author’s own templates alone', () => {
    const object = { args: ['{{inputs.parameters.a}}', '{{=sprig.upper("x")}}'] };

    expect(makeHarmless(object)).toEqual({ value: object, changed: [] });
  });

  it.each([
    ['beside a brace of the author', `{${mark('{x}}')}`, '{ {x}}'],
    ['before a brace of the author', `${mark('{')}{x}}`, '{ {x}}'],
    ['beside another value', `${mark('{')}${mark('{x}}')}`, '{ {x}}'],
  ])('cannot make a template %s', (_title, text, expected) => {
    expect(makeHarmless(text).value).toBe(expected);
  });

  it('cannot hide a brace in the escapes of raw JSON', () => {
    const raw = markEventText('{"a":"\\u007b\\u007Bworkflow.name}}","b":{"{{":1}}', true);

    expect(makeHarmless(JSON.parse(raw)).value).toEqual({ a: '{ {workflow.name}}', b: { '{ { ': 1 } });
  });

  it('keeps the structure and the digits of raw JSON', () => {
    expect(markEventText('{"n":12345678901234567890,"o":{"a":[1]}}', true)).toBe(
      '{"n":12345678901234567890,"o":{"a":[1]}}',
    );
  });

  it('never holds two braces in a row, whatever it is joined with', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('{', '}', 'a', '\uFDD0', '\uFFFD') })), (values) => {
        const text = makeHarmless(values.map(mark).join('')).value;
        expect(text).not.toContain('{{');
      }),
    );
  });
});
