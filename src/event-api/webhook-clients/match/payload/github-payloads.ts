import type { PayloadType } from './payload-type.ts';

type Struct = { readonly [field: string]: PayloadType };

const person: Struct = { login: 'text', id: 'whole', node_id: 'text', type: 'text', site_admin: 'flag' };
const repository: Struct = {
  id: 'whole',
  node_id: 'text',
  name: 'text',
  full_name: 'text',
  owner: { login: 'text', name: 'text' },
  private: 'flag',
  html_url: 'text',
  clone_url: 'text',
  default_branch: 'text',
};
const about: Struct = { repository, sender: person };
const organization: Struct = { login: 'text', id: 'whole', node_id: 'text' };
const installation: Struct = { id: 'whole' };
const acted: Struct = { action: 'text', ...about };
const commit: Struct = {
  id: 'text',
  message: 'text',
  timestamp: 'text',
  url: 'text',
  distinct: 'flag',
  added: ['text'],
  removed: ['text'],
  modified: ['text'],
};
const issue: Struct = { id: 'whole', number: 'whole', title: 'text', state: 'text', user: person, labels: [{}] };
const branch: Struct = { label: 'text', ref: 'text', sha: 'text', user: person };
const pullRequest: Struct = {
  id: 'whole',
  number: 'whole',
  title: 'text',
  state: 'text',
  user: person,
  head: branch,
  base: branch,
};
const comment: Struct = { id: 'whole', body: 'text', user: person };
const createdRef: Struct = { ref: 'text', ref_type: 'text', pusher_type: 'text', ...about };
const installed: Struct = { action: 'text', installation, sender: person };
const hook: Struct = { hook_id: 'whole', hook: {}, ...about };

/**
 * The events that Argo's server takes, with the types of the fields that senders and readers care about. Argo unmarshals the body
 * into a struct of Go and takes no event whose body does not fit; deeper fields than these are not looked at here.
 */
export const githubPayloads: ReadonlyMap<string, PayloadType> = new Map<string, PayloadType>(
  Object.entries<PayloadType>({
    check_run: { ...acted, check_run: { id: 'whole', name: 'text', head_sha: 'text', status: 'text' }, installation },
    check_suite: { ...acted, check_suite: { id: 'whole', head_branch: 'text', head_sha: 'text' }, installation },
    code_scanning_alert: { ...acted, alert: {}, ref: 'text', commit_oid: 'text' },
    commit_comment: { ...acted, comment, installation },
    create: { ...createdRef, master_branch: 'text', description: 'text' },
    delete: createdRef,
    dependabot_alert: { ...acted, alert: {} },
    deploy_key: { ...acted, key: {} },
    deployment: { deployment: { id: 'whole', sha: 'text', ref: 'text', task: 'text' }, ...about },
    deployment_status: { deployment_status: { id: 'whole', state: 'text' }, deployment: {}, ...about },
    fork: { forkee: repository, ...about },
    github_app_authorization: { action: 'text', sender: person },
    gollum: { pages: [{}], ...about },
    installation: { ...installed, repositories: [{}] },
    installation_repositories: { ...installed, repositories_added: [{}], repositories_removed: [{}] },
    integration_installation: { ...installed, repositories: [{}] },
    integration_installation_repositories: { ...installed, repositories_added: [{}], repositories_removed: [{}] },
    issue_comment: { ...acted, issue, comment, installation },
    issues: { ...acted, issue, assignee: person, label: {}, installation },
    label: { ...acted, label: {}, organization },
    member: { ...acted, member: person },
    membership: { action: 'text', scope: 'text', member: person, sender: person, team: {}, organization },
    meta: hook,
    milestone: { ...acted, milestone: {}, organization },
    org_block: { action: 'text', blocked_user: person, organization, sender: person },
    organization: { action: 'text', invitation: {}, membership: {}, organization, sender: person },
    page_build: { id: 'whole', build: {}, ...about },
    ping: hook,
    project: { ...acted, project: {}, organization },
    project_card: { ...acted, project_card: {}, organization },
    project_column: { ...acted, project_column: {}, organization },
    public: about,
    pull_request: { ...acted, number: 'whole', pull_request: pullRequest, label: {}, assignee: person, installation },
    pull_request_review: { ...acted, review: comment, pull_request: pullRequest, installation },
    pull_request_review_comment: { ...acted, comment, pull_request: pullRequest, installation },
    push: {
      ...about,
      ref: 'text',
      before: 'text',
      after: 'text',
      created: 'flag',
      deleted: 'flag',
      forced: 'flag',
      base_ref: 'text',
      compare: 'text',
      commits: [commit],
      head_commit: commit,
      pusher: { name: 'text', email: 'text' },
      installation,
    },
    release: { ...acted, release: { id: 'whole', tag_name: 'text', draft: 'flag', prerelease: 'flag' }, installation },
    repository: { ...acted, organization },
    repository_vulnerability_alert: { action: 'text', alert: {} },
    security_advisory: { action: 'text', security_advisory: {} },
    status: {
      ...about,
      id: 'whole',
      sha: 'text',
      name: 'text',
      target_url: 'text',
      context: 'text',
      description: 'text',
      state: 'text',
      commit: {},
      branches: [{}],
      created_at: 'time',
      updated_at: 'time',
    },
    team: { action: 'text', team: {}, organization, sender: person },
    team_add: { team: {}, organization, ...about },
    watch: acted,
    workflow_dispatch: { inputs: 'any', ref: 'text', workflow: 'text', organization, ...about },
    workflow_job: {
      ...acted,
      workflow_job: { id: 'whole', run_id: 'whole', name: 'text' },
      organization,
      installation,
    },
    workflow_run: {
      ...acted,
      workflow_run: { id: 'whole', name: 'text', head_sha: 'text' },
      workflow: {},
      organization,
    },
  }),
);
