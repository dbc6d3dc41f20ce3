import { type Problem, problem } from '../../problem/problem.ts';
import type { GithubFacts, RepositoryFacts } from '../facts.ts';
import { fieldAt, integerAt, isTrueAt, type JsonObject, textAt } from './read-field.ts';
import { readRefFacts } from './read-ref-facts.ts';
import { readSubjectFacts } from './read-subject-facts.ts';

export type ReadFacts = { ok: true; facts: GithubFacts } | { ok: false; problem: Problem };

/**
 * The facts of an event of a repository.
 * Problem: `event.repository-incomplete` when the payload's repository has no id, name, full name or owner.
 */
export function readFacts(eventName: string, body: JsonObject): ReadFacts {
  const repository = readRepository(body);
  if ('missing' in repository) {
    const values = { event: eventName, field: repository.missing };
    return { ok: false, problem: problem('event.repository-incomplete', values) };
  }
  const action = textAt(body, 'action');
  return {
    ok: true,
    facts: {
      eventName,
      ...(action === undefined ? {} : { action }),
      ...readRefFacts(eventName, body),
      // `HEAD` names the default branch for git and GitHub alike, should a payload ever leave it out.
      defaultBranch: textAt(body, 'repository', 'default_branch') ?? 'HEAD',
      repository,
      sender: textAt(body, 'sender', 'login') ?? '',
      ...readSubjectFacts(body),
    },
  };
}

function readRepository(body: JsonObject): RepositoryFacts | { missing: string } {
  const found = fieldAt(body, 'repository');
  const id = integerAt(found, 'id');
  const name = textAt(found, 'name');
  const fullName = textAt(found, 'full_name');
  // A push names its owner in `name`, all else in `login`; a push sometimes has both.
  const owner = textAt(found, 'owner', 'login') ?? textAt(found, 'owner', 'name');
  if (id === undefined) return { missing: 'id' };
  if (name === undefined) return { missing: 'name' };
  if (fullName === undefined) return { missing: 'full_name' };
  if (owner === undefined) return { missing: 'owner.login' };
  const url = textAt(found, 'html_url') ?? '';
  const cloneUrl = textAt(found, 'clone_url') ?? url;
  return { id, owner, name, fullName, url, cloneUrl, private: isTrueAt(found, 'private') };
}
