import { describe, expect, it } from 'vitest';
import { readMetadata } from './read-metadata.ts';
import { wantsRepresentation } from './wants-representation.ts';

describe('readMetadata', () => {
  it('has the headers that begin with x-, every value of them, and what Argo’s gateway adds', () => {
    const raw = ['X-GitHub-Event', 'push', 'Accept', '*/*', 'x-a', '1', 'X-A', '2', 'Authorization', 'Bearer t'];
    expect(readMetadata(raw, { host: 'ci.example.com', address: '10.0.0.1' })).toEqual({
      'x-github-event': ['push'],
      'x-a': ['1', '2'],
      'x-forwarded-host': ['ci.example.com'],
      'x-forwarded-for': ['10.0.0.1'],
    });
  });

  it('adds to what a proxy has said', () => {
    const raw = ['X-Forwarded-For', '1.2.3.4', 'X-Forwarded-Host', 'outside.example.com'];
    expect(readMetadata(raw, { host: 'inside', address: '10.0.0.1' })).toEqual({
      'x-forwarded-for': ['1.2.3.4', '1.2.3.4, 10.0.0.1'],
      'x-forwarded-host': ['outside.example.com', 'outside.example.com'],
    });
  });

  it('leaves a token out', () => {
    expect(readMetadata(['X-Gitlab-Token', 'secret'], { host: undefined, address: undefined })).toEqual({});
  });
});

describe('wantsRepresentation', () => {
  it.each([
    ['return=representation', true],
    ['respond-async, return=representation', true],
    ['Return = "representation"; foo=1', true],
    [['wait=5', 'return=representation'], true],
    ['return=minimal', false],
    ['return=representations', false],
    [undefined, false],
  ])('%j: %s', (prefer, expected) => {
    expect(wantsRepresentation(prefer)).toBe(expected);
  });
});
