import { describe, expect, it } from 'vitest';
import { parseBoolText } from './parse-bool-text.ts';
import { quoteText } from './quote-text.ts';

describe('quoteText', () => {
  it.each([
    ['a', '"a"'],
    ['"\\', '"\\"\\\\"'],
    ['\n\t\r\u0007\b\f\v', '"\\n\\t\\r\\a\\b\\f\\v"'],
    ['é😀', '"é😀"'],
    ['\u0000\u007f', '"\\x00\\x7f"'],
    ['\u00a0\u2028\ufeff', '"\\u00a0\\u2028\\ufeff"'],
    ['\u{10ffff}', '"\\U0010ffff"'],
  ])('writes %j as Go does', (text, expected) => {
    expect(quoteText(text)).toBe(expected);
  });
});

describe('parseBoolText', () => {
  it.each([
    ['1', true],
    ['T', true],
    ['True', true],
    ['f', false],
    ['FALSE', false],
    ['yes', undefined],
    ['tRUE', undefined],
  ])('reads %s as %s', (text, expected) => {
    expect(parseBoolText(text)).toBe(expected);
  });
});
