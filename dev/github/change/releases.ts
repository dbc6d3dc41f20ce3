import { noCommit, readRef, writeRef } from '../git/refs.ts';
import { accountPayload } from '../payload/account-payload.ts';
import { deploymentPayload, releasePayload } from '../payload/release-payload.ts';
import { repositoryPayload } from '../payload/repository-payload.ts';
import type { Account } from '../store/account.ts';
import type { DeploymentRecord, ReleaseRecord, RepositoryRecord } from '../store/repository-record.ts';
import type { Announcement } from '../webhook/announce.ts';
import { changeAndAnnounce, type World } from '../world.ts';
import { Refused } from './refused.ts';
import { followMovedRef } from './repository/move-ref.ts';

export interface NewRelease {
  repository: RepositoryRecord;
  tag: string;
  /** What the tag is made at, where there is none yet. */
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  author: Account;
}

/** Publishes a release (a draft says `created` alone), making its tag where there is none. */
export function createRelease(world: World, wanted: NewRelease): Promise<ReleaseRecord> {
  const { store } = world;
  const { repository, author, ...rest } = wanted;
  return changeAndAnnounce(world, repository, async () => {
    const now = store.now();
    const tagged = wanted.draft ? [] : await ensureTag(world, wanted);
    const publishedAt = wanted.draft ? undefined : now;
    const release: ReleaseRecord = { id: store.nextId(), ...rest, author, createdAt: now, publishedAt };
    repository.releases.push(release);
    const say = (action: string): Announcement => ({
      event: 'release',
      repository,
      payload: {
        action,
        release: releasePayload(store.addresses, repository, release),
        repository: repositoryPayload(store.addresses, repository),
        sender: accountPayload(store.addresses, author),
      },
    });
    const last = wanted.prerelease ? 'prereleased' : 'released';
    const actions = wanted.draft ? ['created'] : ['created', 'published', last];
    return { value: release, announcements: [...tagged, ...actions.map(say)] };
  });
}

async function ensureTag({ store }: World, { repository, tag, target, author }: NewRelease): Promise<Announcement[]> {
  const ref = `refs/tags/${tag}`;
  if ((await readRef(repository.git, ref)) !== undefined) return [];
  const commit = await repository.git.readCommit(target);
  if (commit === undefined) throw new Refused(`there is no commit ${target}`);
  await writeRef(repository.git, ref, commit.oid);
  return followMovedRef(store, { repository, ref, before: noCommit, after: commit.oid, sender: author });
}

export interface NewDeployment {
  repository: RepositoryRecord;
  ref: string;
  environment: string;
  task: string;
  description: string | null;
  payload: Record<string, unknown>;
  creator: Account;
}

export function createDeployment(world: World, wanted: NewDeployment): Promise<DeploymentRecord> {
  const { store } = world;
  const { repository, creator, ...rest } = wanted;
  return changeAndAnnounce(world, repository, async () => {
    const commit = await repository.git.readCommit(wanted.ref);
    if (commit === undefined) throw new Refused(`there is no commit ${wanted.ref}`);
    const deployment = { id: store.nextId(), ...rest, sha: commit.oid, creator, createdAt: store.now() };
    repository.deployments.push(deployment);
    const payload = {
      action: 'created',
      deployment: deploymentPayload(store.addresses, repository, deployment),
      workflow: null,
      workflow_run: null,
      repository: repositoryPayload(store.addresses, repository),
      sender: accountPayload(store.addresses, creator),
    };
    return { value: deployment, announcements: [{ event: 'deployment', repository, payload }] };
  });
}

/** `repository_dispatch`: the action is the type that the caller chose. */
export function dispatchToRepository(
  world: World,
  repository: RepositoryRecord,
  wanted: { eventType: string; clientPayload: Record<string, unknown>; sender: Account },
): Promise<undefined> {
  const { store } = world;
  return changeAndAnnounce(world, repository, async () => {
    const payload = {
      action: wanted.eventType,
      branch: repository.defaultBranch,
      client_payload: wanted.clientPayload,
      repository: repositoryPayload(store.addresses, repository),
      sender: accountPayload(store.addresses, wanted.sender),
    };
    return { value: undefined, announcements: [{ event: 'repository_dispatch', repository, payload }] };
  });
}
