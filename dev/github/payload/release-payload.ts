import type { Deployment, Release } from '@octokit/webhooks-types';
import type { DeploymentRecord, ReleaseRecord, RepositoryRecord } from '../store/repository-record.ts';
import type { Addresses } from '../store/store.ts';
import { accountPayload } from './account-payload.ts';
import { formatTime, nodeIdOf } from './identify.ts';
import { repositoryApiUrl, repositoryWebUrl } from './repository-payload.ts';

/** GitHub sends `null` for a name or text that nobody wrote, against its own schema. */
export type ReleasePayload = Omit<Release, 'name' | 'body'> & { name: string | null; body: string | null };

export function releasePayload(
  addresses: Addresses,
  repository: RepositoryRecord,
  release: ReleaseRecord,
): ReleasePayload {
  const url = `${repositoryApiUrl(addresses, repository)}/releases/${release.id}`;
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    html_url: `${repositoryWebUrl(addresses, repository)}/releases/tag/${release.tag}`,
    id: release.id,
    node_id: nodeIdOf('Release', release.id),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    draft: release.draft,
    author: accountPayload(addresses, release.author),
    prerelease: release.prerelease,
    created_at: formatTime(release.createdAt),
    published_at: release.publishedAt === undefined ? null : formatTime(release.publishedAt),
    assets: [],
    tarball_url: `${repositoryApiUrl(addresses, repository)}/tarball/${release.tag}`,
    zipball_url: `${repositoryApiUrl(addresses, repository)}/zipball/${release.tag}`,
    body: release.body,
  };
}

export function deploymentPayload(
  addresses: Addresses,
  repository: RepositoryRecord,
  deployment: DeploymentRecord,
): Deployment {
  const url = `${repositoryApiUrl(addresses, repository)}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeIdOf('Deployment', deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    transient_environment: false,
    production_environment: deployment.environment === 'production',
    description: deployment.description,
    creator: accountPayload(addresses, deployment.creator),
    created_at: formatTime(deployment.createdAt),
    updated_at: formatTime(deployment.createdAt),
    statuses_url: `${url}/statuses`,
    repository_url: repositoryApiUrl(addresses, repository),
    performed_via_github_app: null,
  };
}
