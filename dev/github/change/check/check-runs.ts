import { accountPayload } from '../../payload/account-payload.ts';
import { checkRunEventPayload } from '../../payload/check-payload.ts';
import { formatTime } from '../../payload/identify.ts';
import { repositoryPayload } from '../../payload/repository-payload.ts';
import { suiteStatusOf } from '../../payload/suite-state.ts';
import type { Account } from '../../store/account.ts';
import type {
  Annotation,
  CheckAction,
  CheckConclusion,
  CheckRunRecord,
  CheckStatus,
  CheckSuiteRecord,
} from '../../store/check-record.ts';
import type { Store } from '../../store/store.ts';
import type { Announcement } from '../../webhook/announce.ts';
import { changeAndAnnounce, type World } from '../../world.ts';
import { Refused } from '../refused.ts';
import { checkSuiteAnnouncement } from './check-suites.ts';

export interface CheckOutputWrite {
  title: string | undefined;
  summary: string;
  text: string | undefined;
  /** Added to those that the run has. */
  annotations: Annotation[];
}

/** What an App writes of a check run; what is undefined stays as it is. */
export interface CheckRunWrite {
  name: string | undefined;
  externalId: string | undefined;
  detailsUrl: string | undefined;
  status: CheckStatus | undefined;
  conclusion: CheckConclusion | undefined;
  startedAt: string | undefined;
  completedAt: string | undefined;
  output: CheckOutputWrite | undefined;
  actions: CheckAction[] | undefined;
}

function newRun(store: Store, suite: CheckSuiteRecord, name: string): CheckRunRecord {
  return {
    id: store.nextId(),
    suite,
    name,
    headSha: suite.headSha,
    externalId: '',
    detailsUrl: '',
    status: 'queued',
    conclusion: null,
    startedAt: formatTime(store.now()),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    actions: [],
    history: [],
    changeNumber: 0,
  };
}

function writeState(store: Store, run: CheckRunRecord, write: CheckRunWrite): void {
  run.startedAt = write.startedAt ?? run.startedAt;
  if (write.conclusion !== undefined) {
    run.status = 'completed';
    run.conclusion = write.conclusion;
    run.completedAt = write.completedAt ?? formatTime(store.now());
  } else if (write.status !== undefined && write.status !== 'completed') {
    run.status = write.status;
    run.conclusion = null;
    run.completedAt = null;
  }
}

function writeRun(store: Store, run: CheckRunRecord, write: CheckRunWrite): void {
  run.name = write.name ?? run.name;
  run.externalId = write.externalId ?? run.externalId;
  run.detailsUrl = write.detailsUrl ?? run.detailsUrl;
  run.actions = write.actions ?? run.actions;
  writeState(store, run, write);
  if (write.output !== undefined) {
    run.title = write.output.title ?? run.title;
    run.summary = write.output.summary;
    run.text = write.output.text ?? run.text;
    run.annotations.push(...write.output.annotations);
  }
  run.suite.reset = false;
  run.suite.updatedAt = store.now();
  const at = store.now().toISOString();
  run.history.push({ at, status: run.status, conclusion: run.conclusion, title: run.title });
  store.checkRunChanges += 1;
  run.changeNumber = store.checkRunChanges;
  store.changes.emit('checkRun', run);
}

function runAnnouncement(
  store: Store,
  run: CheckRunRecord,
  said: { action: string; sender: Account; app?: CheckSuiteRecord['app']; requestedAction?: string },
): Announcement {
  const { repository } = run.suite;
  const payload = {
    action: said.action,
    check_run: checkRunEventPayload(store, run),
    repository: repositoryPayload(store.addresses, repository),
    sender: accountPayload(store.addresses, said.sender),
    ...(said.requestedAction === undefined ? {} : { requested_action: { identifier: said.requestedAction } }),
  };
  return { event: 'check_run', repository, payload, ...(said.app === undefined ? {} : { app: said.app }) };
}

/** `created` for a new run, `completed` for one that just ended, and the suite's `completed` when it was the last. */
async function announcementsOf(
  store: Store,
  run: CheckRunRecord,
  was: { isNew: boolean; suiteStatus: string; status: CheckStatus | undefined },
): Promise<Announcement[]> {
  const { suite } = run;
  const sender = suite.app.bot;
  const announcements: Announcement[] = [];
  if (was.isNew) announcements.push(runAnnouncement(store, run, { action: 'created', sender }));
  if (run.status === 'completed' && was.status !== 'completed')
    announcements.push(runAnnouncement(store, run, { action: 'completed', sender }));
  if (suiteStatusOf(suite) === 'completed' && was.suiteStatus !== 'completed')
    announcements.push(await checkSuiteAnnouncement(store, suite, 'completed', sender));
  return announcements;
}

/** Creates a check run in a suite and answers it with the webhooks that are to follow. */
export async function createCheckRun(
  { store }: World,
  suite: CheckSuiteRecord,
  name: string,
  write: CheckRunWrite,
): Promise<{ run: CheckRunRecord; announcements: Announcement[] }> {
  const suiteStatus = suiteStatusOf(suite);
  const run = newRun(store, suite, name);
  store.checkRuns.set(run.id, run);
  suite.runs.push(run);
  writeRun(store, run, write);
  return { run, announcements: await announcementsOf(store, run, { isNew: true, suiteStatus, status: undefined }) };
}

export async function updateCheckRun(
  { store }: World,
  run: CheckRunRecord,
  write: CheckRunWrite,
): Promise<{ run: CheckRunRecord; announcements: Announcement[] }> {
  const was = { isNew: false, suiteStatus: suiteStatusOf(run.suite), status: run.status };
  writeRun(store, run, write);
  return { run, announcements: await announcementsOf(store, run, was) };
}

/** "Re-run" on one check: the App that made it is told; the run itself stays as it is until the App changes it. */
export function rerequestCheckRun(world: World, run: CheckRunRecord, sender: Account): Promise<CheckRunRecord> {
  const { suite } = run;
  return changeAndAnnounce(world, suite.repository, async () => {
    suite.reset = true;
    const said = { action: 'rerequested', sender, app: suite.app };
    return { value: run, announcements: [runAnnouncement(world.store, run, said)] };
  });
}

/** "Re-run all checks" of a suite. */
export function rerequestCheckSuite(world: World, suite: CheckSuiteRecord, sender: Account): Promise<CheckSuiteRecord> {
  return changeAndAnnounce(world, suite.repository, async () => {
    suite.reset = true;
    const announcement = await checkSuiteAnnouncement(world.store, suite, 'rerequested', sender);
    return { value: suite, announcements: [announcement] };
  });
}

/** A press on one of a check run's buttons. GitHub offers those that the run carries; `isForged` sends any other. */
export function pressAction(
  world: World,
  run: CheckRunRecord,
  press: { identifier: string; sender: Account; isForged: boolean },
): Promise<CheckRunRecord> {
  const { suite } = run;
  return changeAndAnnounce(world, suite.repository, async () => {
    const isOffered = run.actions.some(({ identifier }) => identifier === press.identifier);
    if (!isOffered && !press.isForged) {
      const offered = run.actions.map(({ identifier }) => identifier).join(', ') || 'none';
      throw new Refused(`check run ${run.id} has no button ${press.identifier} (has: ${offered})`);
    }
    const said = {
      action: 'requested_action',
      sender: press.sender,
      app: suite.app,
      requestedAction: press.identifier,
    };
    return { value: run, announcements: [runAnnouncement(world.store, run, said)] };
  });
}
