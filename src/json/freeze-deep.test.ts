import { describe, expect, it } from 'vitest';
import { freezeDeep } from './freeze-deep.ts';

describe('freezing a value with everything in it', () => {
  it('lets nobody change anything at any depth', () => {
    const value = freezeDeep({ list: [{ name: 'a' }], nothing: null });
    expect(() => Object.assign(value, { list: [] })).toThrow(TypeError);
    expect(() => value.list.push({ name: 'b' })).toThrow(TypeError);
    expect(() => Object.assign(value.list[0] ?? {}, { name: 'b' })).toThrow(TypeError);
    expect(value).toEqual({ list: [{ name: 'a' }], nothing: null });
  });

  it('ends where something holds itself', () => {
    const value: { own?: unknown; list: number[] } = { list: [1] };
    value.own = value;
    expect(Object.isFrozen(freezeDeep(value).list)).toBe(true);
  });
});
