import type { Delivery } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { readGithubDelivery } from '../../event/read-github-delivery.ts';

export const commit = 'c'.repeat(40);
export const parent = 'b'.repeat(40);
export const receivedAt = Date.parse('2026-03-04T05:06:07Z');

export const repository = {
  id: 42,
  name: 'shop',
  full_name: 'acme/shop',
  owner: { login: 'acme' },
  html_url: 'https://github.example/acme/shop',
  clone_url: 'https://github.example/acme/shop.git',
  default_branch: 'main',
  private: true,
};

/** What every webhook of a repository carries. */
const everyBody = { repository, installation: { id: 7 }, sender: { login: 'ada' } };

export function makeDelivery(name: string, body: object = {}, changes: Partial<Delivery> = {}): Delivery {
  return {
    source: 'github',
    tenant: '',
    id: 'd-1',
    name,
    receivedAt,
    headers: {},
    body: Buffer.from(JSON.stringify({ ...everyBody, ...body })),
    ...changes,
  };
}

/** A push to `main`, unless told another ref. */
export function makePush(body: object = {}, changes: Partial<Delivery> = {}): Delivery {
  const push = { ref: 'refs/heads/main', before: parent, after: commit, deleted: false };
  return makeDelivery('push', { ...push, ...body }, changes);
}

/** Pull request 5 of a branch of this repository, `fork` or `title` as told. */
export function makePullRequest(
  pullRequest: { title?: string; fork?: boolean; [field: string]: unknown } = {},
  changes: Partial<Delivery> = {},
): Delivery {
  const { fork = false, ...fields } = pullRequest;
  const head = fork ? { id: 99, full_name: 'mallory/shop' } : { id: 42, full_name: 'acme/shop' };
  const body = {
    action: 'opened',
    pull_request: {
      number: 5,
      title: 'A change',
      user: { login: 'ada' },
      base: { ref: 'main', sha: parent },
      head: { ref: 'topic', sha: commit, repo: head },
      ...fields,
    },
  };
  return makeDelivery('pull_request', body, changes);
}

export function eventOf(delivery: Delivery): GithubEvent {
  const read = readGithubDelivery(delivery);
  if (!read.ok || read.kind !== 'event') throw new Error(`${delivery.name} is no event of a repository`);
  return read.event;
}
