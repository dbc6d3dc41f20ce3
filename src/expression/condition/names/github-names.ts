/** What a name under `github` holds; `anything` stops the check, because the repository's own data begins there. */
export type FactKind = 'text' | 'number' | 'boolean' | 'list' | 'anything';

export interface FactGroup {
  [name: string]: FactKind | FactGroup;
}

/** Every name under `github` in an event's data (see the event's facts), so that a misspelt one is an error and never just false. */
export const githubNames: FactGroup = {
  eventName: 'text',
  action: 'text',
  sha: 'text',
  before: 'text',
  ref: 'text',
  refName: 'text',
  branch: 'text',
  tag: 'text',
  defaultBranch: 'text',
  repository: {
    id: 'number',
    owner: 'text',
    name: 'text',
    fullName: 'text',
    url: 'text',
    cloneUrl: 'text',
    private: 'boolean',
  },
  sender: 'text',
  pullRequest: {
    number: 'number',
    title: 'text',
    draft: 'boolean',
    labels: 'list',
    author: 'text',
    base: { ref: 'text', sha: 'text' },
    head: { ref: 'text', sha: 'text', repository: 'text' },
    fork: 'boolean',
    mergeSha: 'text',
  },
  changedFiles: { added: 'list', modified: 'list', removed: 'list', renamed: 'list', all: 'list' },
  comment: { id: 'number', body: 'text', author: 'text', command: 'text', argument: 'text' },
  mergeGroup: { headSha: 'text', headRef: 'text', baseSha: 'text', baseRef: 'text' },
  deployment: { id: 'number', environment: 'text', ref: 'text' },
  release: { id: 'number', tag: 'text', name: 'text', draft: 'boolean', prerelease: 'boolean' },
  inputs: 'anything',
};

/** What GitHub Actions calls it → what it is called here. */
export const namesOfActions: Record<string, string> = {
  'github.actor': 'github.sender',
  'github.triggering_actor': 'github.sender',
  'github.ref_name': 'github.refName',
  'github.ref_type': 'github.tag != null, or github.branch != null',
  'github.event_name': 'github.eventName',
  'github.head_ref': 'github.pullRequest.head.ref',
  'github.base_ref': 'github.pullRequest.base.ref',
  'github.event': 'body',
  'github.repository_owner': 'github.repository.owner',
  'github.repository_id': 'github.repository.id',
  'github.repositoryUrl': 'github.repository.cloneUrl',
  'github.pull_request': 'github.pullRequest',
  'github.changed_files': 'github.changedFiles',
  'github.default_branch': 'github.defaultBranch',
};
