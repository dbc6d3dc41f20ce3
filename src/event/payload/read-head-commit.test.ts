import { describe, expect, it } from 'vitest';
import { readHeadCommit } from './read-head-commit.ts';

const after = 'c'.repeat(40);
const head = { id: after, message: 'Correct a typo [skip ci]', distinct: true };

describe('the commit that comes with an event', () => {
  it.each([
    ['a push of a new commit', 'push', { after, head_commit: head, commits: [{ id: 'x' }, head] }, true],
    [
      'a push of an old commit',
      'push',
      { after, head_commit: head, commits: [{ ...head, distinct: false }] },
      undefined,
    ],
    [
      'a push of a tag, whose head commit only says that it is new',
      'push',
      { after, head_commit: head, commits: [] },
      undefined,
    ],
    ['a merge group', 'merge_group', { merge_group: { head_commit: head } }, undefined],
  ])('has its message, and is new only where GitHub lists it so: %s', (_event, name, body, isNew) => {
    expect(readHeadCommit(name, body)).toEqual({
      headMessage: head.message,
      ...(isNew === undefined ? {} : { bringsNewCommit: isNew }),
    });
  });

  it.each([
    ['a deleted branch', 'push', { after: '0'.repeat(40), head_commit: null, commits: [] }],
    ['a pull request', 'pull_request', { head_commit: head, commits: [head], after }],
    ['something else', 'push', { after: 3, head_commit: [], commits: 'none' }],
  ])('is not told by %s', (_event, name, body) => {
    expect(readHeadCommit(name, body)).toEqual({});
  });
});
