import { createHash } from 'node:crypto';
import type { Records } from '../../bus/event-bus.ts';
import type { ConfiguredCronWorkflow, CronDocuments } from '../../config/configuration.ts';
import type { ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import { type EffectivePolicy, effectivePolicy } from '../../policy/effective-policy.ts';
import type { Policy } from '../../policy/file/policy.ts';
import type { Later } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { IdentitySigner } from '../../run/identity/sign-identity.ts';
import type { ArgoLocks } from '../../run/locks/argo-locks.ts';
import { applyCronWorkflow } from '../cron-workflow/apply-cron-workflow.ts';
import { type FinishTools, finishCronWorkflow } from '../cron-workflow/finish-cron-workflow.ts';
import { removeOthers } from '../cron-workflow/remove-others.ts';
import {
  type AppliedSchedule,
  readScheduleRow,
  removeScheduleRow,
  type ScheduleRow,
  writeScheduleRow,
} from '../repository/schedule-rows.ts';
import type { ScheduledRepository } from '../repository/scheduled-repository.ts';
import type { PipelineSchedule } from '../ticks/pipeline-time.ts';

export interface SyncTools extends FinishTools {
  records: Records;
  cluster: ClusterObjects;
  signer: IdentitySigner;
  argoLocks: ArgoLocks;
  policy: () => Policy | undefined;
  argoNamespace: string | undefined;
  reservedNamespaces: readonly string[];
  /** Has the reporter watch the namespace from now on. */
  watchRuns: (namespace: string) => Promise<void>;
}

/** What the default branch of a repository wants now. */
export interface WantedSchedules {
  repository: ScheduledRepository;
  /** Undefined: nothing at all. The repository has no file, or is to run nothing. */
  documents: CronDocuments | undefined;
  /** The file's path, for problems. */
  path: string;
  /** GitHub's time of the commit's push, or of the look at the branch, milliseconds since 1970. */
  at: number;
}

export interface ScheduleChange {
  name: string;
  how: 'new' | 'changed' | 'removed';
  schedules: string[];
  timezone: string;
}

export type Synced =
  /** `settle` says that what came of it was told: after that the same changes are no changes any more. */
  | { kind: 'synced'; changes: ScheduleChange[]; problems: Problem[]; settle: () => Promise<'settled' | 'overtaken'> }
  | Later;

const nothing: Synced = { kind: 'synced', changes: [], problems: [], settle: async () => 'settled' };

/**
 * Makes the cluster hold the CronWorkflows that a repository's default branch holds, and no others of it. An older state never comes
 * over a newer one: each says first which it is, in a row of the bus, and whoever finds at the end that another came in between
 * (`settle`: `overtaken`) looks at the branch again. Doing it again changes nothing.
 *
 * Problems: those of the policy's guard, all codes of `schedule.`
 */
export async function syncSchedules(wanted: WantedSchedules, tools: SyncTools): Promise<Synced> {
  const { repository, documents, at } = wanted;
  const kept = await readScheduleRow(repository.id, tools.records);
  const wantsNothing = !wantsSome(documents);
  const isUnknown = kept === undefined && wantsNothing;
  // Of a file that cannot be read nobody knows what it wants: what is there goes on.
  if (isUnknown || documents?.isComplete === false || (kept?.row.at ?? 0) > at) return nothing;

  const { applied: before = {}, pipelines: old = [], calendars: oldCalendars = [] } = kept?.row ?? {};
  const { pipelines = [], calendars = [] } = documents ?? {};
  const claim: ScheduleRow = { repository, at, applied: before, pipelines: old, calendars: oldCalendars };
  const claimed = await writeScheduleRow(claim, kept?.version ?? 0, tools.records);
  if (claimed === 'conflict') return { kind: 'later', problem: problem('schedule.busy', {}) };
  const written = await write(wanted, before, tools);
  if (written.kind === 'later') return written;

  const { applied, problems } = written;
  return {
    kind: 'synced',
    changes: [...compare(before, applied), ...compare(group(old), group(pipelines))].sort(byName),
    problems,
    async settle() {
      const row: ScheduleRow = { repository, at, applied, pipelines, calendars };
      const settled = await writeScheduleRow(row, claimed, tools.records);
      if (settled === 'conflict') return 'overtaken';
      const isOver = Object.keys(applied).length === 0 && problems.length === 0 && wantsNothing;
      if (isOver) await removeScheduleRow(repository.id, tools.records);
      return 'settled';
    },
  };
}

type Written =
  | { kind: 'written'; applied: Record<string, AppliedSchedule>; problems: Problem[] }
  | Extract<Synced, { kind: 'later' }>;

async function write(wanted: WantedSchedules, before: Before, tools: SyncTools): Promise<Written> {
  const { repository, documents, path } = wanted;
  const allowed = policyOf(repository, tools);
  const policy = allowed.ok ? allowed.policy : undefined;
  const refused = allowed.ok || documents === undefined ? [] : [{ ...allowed.problem, file: path }];
  const written =
    policy === undefined
      ? { kind: 'written' as const, applied: {}, problems: refused }
      : await applyAll(wanted, { before, policy }, tools);
  if (written.kind === 'later') return written;
  const namespaces = new Set(Object.values(before).map((each) => each.namespace));
  if (policy !== undefined) namespaces.add(policy.namespace);
  for (const namespace of namespaces) {
    const keep = new Set(Object.keys(written.applied).filter((name) => written.applied[name]?.namespace === namespace));
    const removed = await removeOthers({ namespace, repositoryId: repository.id, keep }, tools);
    if (removed.kind === 'later') return removed;
  }
  return written;
}

type Before = Record<string, AppliedSchedule>;

async function applyAll(
  { repository, documents, path }: WantedSchedules,
  { before, policy }: { before: Before; policy: EffectivePolicy },
  tools: SyncTools,
): Promise<Written> {
  const applied: Record<string, AppliedSchedule> = {};
  const problems: Problem[] = [];
  const faulty = [...(documents?.faulty ?? [])];
  for (const document of documents?.documents ?? []) {
    const one = await applyOne(document, { repository, policy }, tools);
    if (one.kind === 'later') return one;
    if (one.kind === 'applied') {
      applied[document.name] = one.applied;
      continue;
    }
    const found = one.kind === 'refused' ? one.problems : [one.problem];
    problems.push(...found.map((each) => ({ ...each, file: path, position: document.position })));
    if (one.kind === 'not-written') faulty.push(document.name);
  }
  // What has an error of its own stays as it was.
  for (const name of faulty) {
    const same = before[name];
    if (same?.namespace === policy.namespace) applied[name] ??= same;
  }
  return { kind: 'written', applied, problems };
}

type One =
  | { kind: 'applied'; applied: AppliedSchedule }
  /** The policy does not allow it: it must not run any more. */
  | { kind: 'refused'; problems: Problem[] }
  /** What is there stays. */
  | { kind: 'not-written'; problem: Problem }
  | Extract<Synced, { kind: 'later' }>;

async function applyOne(
  document: ConfiguredCronWorkflow,
  { repository, policy }: { repository: ScheduledRepository; policy: EffectivePolicy },
  tools: SyncTools,
): Promise<One> {
  const finished = await finishCronWorkflow({ document, repository, policy, form: tools.argoLocks.form() }, tools);
  if (finished.kind !== 'finished') return finished;
  const { namespace } = policy;
  // Before there are runs of it: somebody has to see them.
  await tools.watchRuns(namespace);
  const applied = await applyCronWorkflow(finished.object, repository.id, tools);
  if (applied.kind === 'later') return applied;
  if (applied.kind === 'refused') {
    const isOlderArgo = applied.unknownLists === true && tools.argoLocks.refuseLists();
    return isOlderArgo
      ? await applyOne(document, { repository, policy }, tools)
      : { kind: 'not-written', problem: applied.problem };
  }
  const { schedules, timezone, object } = document;
  const hash = createHash('sha256').update(JSON.stringify(object)).digest('base64url');
  return { kind: 'applied', applied: { namespace, hash, schedules, timezone } };
}

function policyOf({ fullName }: ScheduledRepository, tools: SyncTools) {
  const { argoNamespace, reservedNamespaces } = tools;
  return effectivePolicy(tools.policy(), { fullName, argoNamespace, reservedNamespaces, untrusted: false });
}

function compare(before: Before, after: Before): ScheduleChange[] {
  const there = Object.entries(after).flatMap(([name, { hash, schedules, timezone }]): ScheduleChange[] => {
    const old = before[name];
    if (old?.hash === hash) return [];
    return [{ name: nameOf(name), how: old === undefined ? 'new' : 'changed', schedules, timezone }];
  });
  const gone = Object.entries(before).flatMap(([name, { schedules, timezone }]): ScheduleChange[] =>
    after[name] === undefined ? [{ name: nameOf(name), how: 'removed', schedules, timezone }] : [],
  );
  return [...there, ...gone];
}

/** Times of one pipeline by their zone, in the shape of CronWorkflows. */
function group(pipelines: readonly PipelineSchedule[]): Before {
  const groups: Before = {};
  for (const { pipeline, cron, timezone } of pipelines) {
    const key = `${pipeline}\n${timezone}`;
    const schedules = [...(groups[key]?.schedules ?? []), cron];
    groups[key] = { namespace: '', hash: schedules.join('\n'), schedules, timezone };
  }
  return groups;
}

function nameOf(key: string): string {
  return key.split('\n', 1)[0] ?? '';
}

function byName(one: ScheduleChange, other: ScheduleChange): number {
  return one.name < other.name ? -1 : 1;
}

/** Whether anything of the file happens by the clock. */
export function wantsSome(documents: CronDocuments | undefined): boolean {
  if (documents === undefined) return false;
  const { documents: crons, faulty, pipelines, calendars } = documents;
  return crons.length + faulty.length + pipelines.length + calendars.length > 0;
}
