import type { GithubResult } from '../github.ts';

/** One attempt of GitHub's to deliver a webhook of the App. */
export interface DeliveryAttempt {
  /** Digits: a number of 64 bits, which no double holds. */
  id: string;
  /** `X-GitHub-Delivery`, the same for each attempt at one delivery. */
  guid: string;
  /** Milliseconds since 1970, by GitHub's clock. */
  deliveredAt: number;
  isRedelivery: boolean;
  /** The receiver's answer; GitHub gives 502 and 504 (or 0) where there was none. */
  statusCode: number;
  /** GitHub's words for it. */
  status: string;
  event: string;
  action?: string;
  installationId?: number;
  repositoryId?: number;
}

export interface DeliveryPage {
  /** Newest first. */
  attempts: DeliveryAttempt[];
  /** Where the next page begins; absent on the last. */
  next?: string;
}

/** What the App asks of GitHub, as itself, about its own webhook. No method throws for what GitHub answers. */
export interface GithubDeliveries {
  /** A page of at most 100 attempts; GitHub has no filter for failed ones on all its servers. */
  listDeliveries(cursor?: string): Promise<GithubResult<DeliveryPage>>;
  /** Has GitHub send it again under the same GUID, soon after it has answered. */
  redeliver(attemptId: string): Promise<GithubResult<undefined>>;
}

export function hasSucceeded({ statusCode }: Pick<DeliveryAttempt, 'statusCode'>): boolean {
  return statusCode >= 200 && statusCode < 300;
}
