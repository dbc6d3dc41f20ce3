import { describe, expect, it } from 'vitest';
import type { GithubEvent } from '../event.ts';
import { withChangedFiles } from './with-changed-files.ts';

const repository = {
  id: 1,
  owner: 'acme',
  name: 'hello',
  fullName: 'acme/hello',
  url: '',
  cloneUrl: '',
  private: false,
};
const facts = { eventName: 'push', defaultBranch: 'main', sender: 'alice', repository };
const event: GithubEvent = {
  context: {
    id: 'd-1',
    source: 'github',
    specversion: '1.0',
    type: 'github',
    datacontenttype: 'application/json',
    subject: 'push',
    time: '2026-11-22T10:00:00Z',
  },
  data: '{"headers":{"A":["1"]},"body":{"a":1e+21,"b":"\\u003c"},"github":{"eventName":"push"}}',
  deliveryId: 'd-1',
  installationId: 7,
  facts,
  occurredAt: 1,
};
const files = { added: ['a'], modified: [], removed: [], renamed: [], all: ['a'] };

describe('withChangedFiles', () => {
  it('adds the files to the facts and to the data, and leaves the rest of the text as it was', () => {
    const changed = withChangedFiles(event, files);
    expect(changed.facts).toEqual({ ...facts, changedFiles: files });
    expect(changed.data.startsWith('{"headers":{"A":["1"]},"body":{"a":1e+21,"b":"\\u003c"},"github":{')).toBe(true);
    expect(JSON.parse(changed.data).github).toEqual(changed.facts);
  });

  it('does not touch the event it was given', () => {
    const before = structuredClone(event);
    withChangedFiles(event, files);
    expect(event).toEqual(before);
  });
});
