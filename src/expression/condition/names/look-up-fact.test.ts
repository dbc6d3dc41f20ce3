import { describe, expect, it } from 'vitest';
import type { GithubFacts } from '../../../event/facts.ts';
import { githubNames, namesOfActions } from './github-names.ts';
import { lookUpFact } from './look-up-fact.ts';

type Complete<T> = T extends string[]
  ? string[]
  : T extends Record<string, string>
    ? T
    : T extends object
      ? { [Key in keyof T]-?: Complete<NonNullable<T[Key]>> }
      : T;

/** Every fact there is: the compiler refuses this object when one is missing. */
const everyFact: Complete<Omit<GithubFacts, 'inputs'>> = {
  eventName: '',
  action: '',
  sha: '',
  before: '',
  ref: '',
  refName: '',
  branch: '',
  tag: '',
  defaultBranch: '',
  repository: { id: 0, owner: '', name: '', fullName: '', url: '', cloneUrl: '', private: false },
  sender: '',
  pullRequest: {
    number: 0,
    title: '',
    draft: false,
    labels: [],
    author: '',
    base: { ref: '', sha: '' },
    head: { ref: '', sha: '', repository: '' },
    fork: false,
    mergeSha: '',
  },
  changedFiles: { added: [], modified: [], removed: [], renamed: [], all: [] },
  comment: { id: 0, body: '', author: '', command: '', argument: '' },
  mergeGroup: { headSha: '', headRef: '', baseSha: '', baseRef: '' },
  deployment: { id: 0, environment: '', ref: '' },
  release: { id: 0, tag: '', name: '', draft: false, prerelease: false },
};

function leavesOf(value: object, path: string[] = []): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]): [string, string][] => {
    const here = [...path, name];
    if (Array.isArray(inner)) return [[here.join('.'), 'list']];
    if (typeof inner === 'object' && inner !== null) return leavesOf(inner, here);
    return [[here.join('.'), typeof inner === 'string' ? 'text' : typeof inner]];
  });
}

describe('lookUpFact', () => {
  it.each(leavesOf(everyFact))('github.%s is a %s', (path, kind) => {
    expect(lookUpFact(path.split('.'))).toEqual({ ok: true, kind });
  });

  it('knows no names but those of the facts', () => {
    const known = leavesOf(everyFact).length;
    const listed = JSON.stringify(githubNames).match(/:"(text|number|boolean|list)"/g)?.length;
    expect(listed).toBe(known);
  });

  it('says that a group is one, and leaves what is below inputs alone', () => {
    expect(lookUpFact([])).toEqual({ ok: true, kind: 'group' });
    expect(lookUpFact(['repository'])).toEqual({ ok: true, kind: 'group' });
    expect(lookUpFact(['inputs', 'any', 'thing'])).toEqual({ ok: true, kind: 'anything' });
  });

  it('every translation of a name of Actions begins with a name that exists', () => {
    for (const translation of Object.values(namesOfActions)) {
      const [root = '', ...path] = (translation.split(' ')[0] ?? '').split('.');
      if (root === 'body') continue;
      expect(lookUpFact(path), translation).toMatchObject({ ok: true });
    }
  });
});
