import { accountPayload } from '../../payload/account-payload.ts';
import { checkSuiteWithCommit } from '../../payload/check-payload.ts';
import { repositoryPayload } from '../../payload/repository-payload.ts';
import type { Account } from '../../store/account.ts';
import type { AppRecord } from '../../store/app-record.ts';
import type { CheckSuiteRecord } from '../../store/check-record.ts';
import type { RepositoryRecord } from '../../store/repository-record.ts';
import { covers, type Store, suiteKey } from '../../store/store.ts';
import type { Announcement } from '../../webhook/announce.ts';
import { Refused } from '../refused.ts';

interface SuitePlace {
  repository: RepositoryRecord;
  headSha: string;
  /** Null for a commit that came from a fork. */
  headBranch: string | null;
  before: string | null;
}

/** The App's suite for a commit, made when there is none. */
export function ensureCheckSuite(store: Store, app: AppRecord, place: SuitePlace): CheckSuiteRecord {
  const key = suiteKey(app, place.repository, place.headSha);
  const known = store.suitesByCommit.get(key);
  if (known !== undefined) return known;
  const now = store.now();
  const suite: CheckSuiteRecord = {
    id: store.nextId(),
    app,
    ...place,
    reset: false,
    runs: [],
    createdAt: now,
    updatedAt: now,
  };
  store.suitesByCommit.set(key, suite);
  store.checkSuites.set(suite.id, suite);
  return suite;
}

/** What GitHub says of a suite, with the commit it stands at. */
export async function checkSuiteAnnouncement(
  store: Store,
  suite: CheckSuiteRecord,
  action: 'requested' | 'rerequested' | 'completed',
  sender: Account,
): Promise<Announcement> {
  const { repository } = suite;
  const commit = await repository.git.readCommit(suite.headSha);
  if (commit === undefined) throw new Refused(`there is no commit ${suite.headSha}`);
  const payload = {
    action,
    check_suite: checkSuiteWithCommit(store, suite, commit),
    repository: repositoryPayload(store.addresses, repository),
    sender: accountPayload(store.addresses, sender),
  };
  if (action === 'completed') return { event: 'check_suite', repository, payload };
  return { event: 'check_suite', repository, payload, app: suite.app };
}

/** For a commit seen for the first time: a suite for each App that writes checks, and its `requested` event. */
export async function requestCheckSuites(
  store: Store,
  place: SuitePlace & { sender: Account },
): Promise<Announcement[]> {
  const { sender, ...at } = place;
  const announcements: Announcement[] = [];
  for (const installation of store.installations.values()) {
    const { app } = installation;
    if (!covers(installation, at.repository) || installation.permissions.checks !== 'write') continue;
    if (store.suitesByCommit.has(suiteKey(app, at.repository, at.headSha))) continue;
    announcements.push(await checkSuiteAnnouncement(store, ensureCheckSuite(store, app, at), 'requested', sender));
  }
  return announcements;
}
