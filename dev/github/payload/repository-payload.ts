import { pathToFileURL } from 'node:url';
import type { Repository } from '@octokit/webhooks-types';
import { fullNameOf, type RepositoryRecord } from '../store/repository-record.ts';
import type { Addresses } from '../store/store.ts';
import { accountPayload } from './account-payload.ts';
import { formatTime, formatUnixTime, nodeIdOf } from './identify.ts';

function linksOf(url: string) {
  return {
    forks_url: `${url}/forks`,
    keys_url: `${url}/keys{/key_id}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    teams_url: `${url}/teams`,
    hooks_url: `${url}/hooks`,
    issue_events_url: `${url}/issues/events{/number}`,
    events_url: `${url}/events`,
    assignees_url: `${url}/assignees{/user}`,
    branches_url: `${url}/branches{/branch}`,
    tags_url: `${url}/tags`,
    blobs_url: `${url}/git/blobs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    trees_url: `${url}/git/trees{/sha}`,
    statuses_url: `${url}/statuses/{sha}`,
    languages_url: `${url}/languages`,
    stargazers_url: `${url}/stargazers`,
    contributors_url: `${url}/contributors`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    commits_url: `${url}/commits{/sha}`,
    git_commits_url: `${url}/git/commits{/sha}`,
    comments_url: `${url}/comments{/number}`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    contents_url: `${url}/contents/{+path}`,
    compare_url: `${url}/compare/{base}...{head}`,
    merges_url: `${url}/merges`,
    archive_url: `${url}/{archive_format}{/ref}`,
    downloads_url: `${url}/downloads`,
    issues_url: `${url}/issues{/number}`,
    pulls_url: `${url}/pulls{/number}`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    labels_url: `${url}/labels{/name}`,
    releases_url: `${url}/releases{/id}`,
    deployments_url: `${url}/deployments`,
  };
}

/** Where git finds a repository: a `file:` URL, because this stand-in speaks no git over HTTP. */
export function cloneUrlOf(repository: RepositoryRecord): string {
  return pathToFileURL(repository.git.directory).href;
}

export function repositoryApiUrl({ api }: Addresses, repository: RepositoryRecord): string {
  return `${api}/repos/${fullNameOf(repository)}`;
}

export function repositoryWebUrl({ web }: Addresses, repository: RepositoryRecord): string {
  return `${web}/${fullNameOf(repository)}`;
}

function openIssuesOf(repository: RepositoryRecord): number {
  return [...repository.issues.values()].filter((issue) => issue.state === 'open').length;
}

/** A repository as the REST API and most webhooks have it. */
export function repositoryPayload(addresses: Addresses, repository: RepositoryRecord): Repository {
  const url = repositoryApiUrl(addresses, repository);
  const openIssues = openIssuesOf(repository);
  return {
    id: repository.id,
    node_id: nodeIdOf('Repository', repository.id),
    name: repository.name,
    full_name: fullNameOf(repository),
    private: repository.private,
    owner: accountPayload(addresses, repository.owner),
    html_url: repositoryWebUrl(addresses, repository),
    description: repository.description,
    fork: repository.parent !== undefined,
    url,
    ...linksOf(url),
    created_at: formatTime(repository.createdAt),
    updated_at: formatTime(repository.updatedAt),
    pushed_at: formatTime(repository.pushedAt),
    git_url: cloneUrlOf(repository),
    ssh_url: cloneUrlOf(repository),
    clone_url: cloneUrlOf(repository),
    svn_url: repositoryWebUrl(addresses, repository),
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: openIssues,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    forks: 0,
    open_issues: openIssues,
    watchers: 0,
    default_branch: repository.defaultBranch,
    custom_properties: {},
  };
}

/** A repository as push payloads have it: times in seconds, the owner with name and address. */
export function pushRepositoryPayload(addresses: Addresses, repository: RepositoryRecord): Repository {
  const whole = repositoryPayload(addresses, repository);
  return {
    ...whole,
    owner: { ...whole.owner, name: repository.owner.login, email: repository.owner.email },
    url: whole.html_url,
    created_at: formatUnixTime(repository.createdAt),
    pushed_at: formatUnixTime(repository.pushedAt),
    stargazers: 0,
    master_branch: repository.defaultBranch,
    ...(repository.owner.type === 'Organization' ? { organization: repository.owner.login } : {}),
  };
}

/** A repository as `installation` events list it. */
export function repositorySummary(repository: RepositoryRecord) {
  return {
    id: repository.id,
    node_id: nodeIdOf('Repository', repository.id),
    name: repository.name,
    full_name: fullNameOf(repository),
    private: repository.private,
  };
}
