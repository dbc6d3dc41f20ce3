import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { annotations } from '../../kubernetes/labels.ts';
import type { LogTail, RunLogs } from '../../kubernetes/logs/run-logs.ts';
import type { Workflow, WorkflowHead } from '../../kubernetes/workflow.ts';
import type { MaskSecrets } from '../../mask/create-secret-mask.ts';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import type { IdentitySigner } from '../../run/identity/sign-identity.ts';
import { writeRunId } from '../external-id.ts';
import type { LivePace } from '../live/live-pace.ts';
import type { RunPages } from '../render/parts/render-links.ts';
import type { ReportSubject } from '../render/render-summary.ts';
import type { CheckRequest } from '../rows/check-row.ts';
import type { EndedObservation, Observation } from '../state/observe-workflow.ts';
import type { Schedule } from '../write/schedule.ts';
import type { CheckAddress, CheckSender } from '../write/send-check.ts';
import type { AdoptScheduled } from './adopt-scheduled.ts';
import type { GatheredEnd } from './check/collect-evidence.ts';
import type { CheckStage } from './check-stage.ts';
import type { ReportedNote } from './reported-note.ts';

/** What reporting on Workflows needs from outside. */
export interface RunReporting extends CheckSender {
  kubernetes: Kubernetes;
  /** Holds back reads of whole Workflows while many are under way. */
  limitReads: <Value>(read: () => Promise<Value>) => Promise<Value>;
  identities: ReportIdentities;
  /** Logs of steps and what is secret in them; undefined: neither is read. */
  logs: RunLogs | undefined;
  schedule: Schedule;
  /** Lets others have their turn between two pieces of work that take long. */
  breathe: () => Promise<void>;
  live: LivePace<TrackedRun>;
  pages: RunPages;
  /** Failed steps can be run again: Argo's own API is there. */
  canRetry: boolean;
  /** Milliseconds since 1970. */
  now: () => number;
  /** How long a Workflow may have no phase before its check is made; most get one within that time, which saves a write. */
  settleMs: number;
  /** Where the app may not read Secrets, as far as it has said so in the log. */
  blindNamespaces: Set<string>;
  /** Has the run looked at again. */
  look: (run: TrackedRun) => void;
  /** Other replicas may lead before and after this one. */
  isShared: boolean;
  /** Gives Workflows of schedules an identity; undefined: they have none. */
  adopt: AdoptScheduled | undefined;
  /** Told of a run before it is let go because GitHub has no place for its check. */
  onGone: OnGone | undefined;
  /** Stores a check that has to be written without its Workflow. */
  handOver: (request: CheckRequest) => Promise<void>;
}

/** Rejects when it cannot be stored: then the run is not let go yet. */
export type OnGone = (head: WorkflowHead, identity: RunIdentity) => Promise<void>;

/** Reads what the app signed on a Workflow, and signs its notes. */
export type ReportIdentities = Pick<IdentitySigner, 'read' | 'readNote' | 'signNote'>;

/** One Workflow (by uid) and all that is known about its check. */
export interface TrackedRun {
  identity: RunIdentity;
  /** The newest metadata; after `gone` the last there was. */
  head: WorkflowHead;
  gone: boolean;
  note: ReportedNote | undefined;
  /** The note in memory is newer than the one on the Workflow, in something that a restart must know. */
  unsaved: boolean;
  /** An unsaved note can wait until then (milliseconds since 1970) for another reason to write the Workflow; undefined: it cannot. */
  saveBy: number | undefined;
  /** GitHub may have a check that no note knows: of an earlier process, or of a try whose answer never came. */
  mayExist: boolean;
  /** The attempt that a check was asked for and no answer came: it is open there, if it is. */
  unansweredAttempt: number | undefined;
  /** When it was first seen with no phase and no check. */
  unstartedSince: number | undefined;
  /** GitHub refused what this stage looks like; only a later one is worth a try. */
  refusedStage: CheckStage | undefined;
  /** The object's version that was judged last; nothing is to be read again before it changes. */
  judgedVersion: string | undefined;
  /** The newest end that was read, for the case that the object goes before GitHub has it. */
  lastEnd: EndedObservation | undefined;
  /** What was read of logs and Secrets for the newest end. */
  gathered: GatheredEnd | undefined;
  /** This process has begun to read the logs that its note says are still to come. */
  isLateRead: boolean;
  /** Masks what is known to be secret in this run; undefined until that had to be read. */
  mask: MaskSecrets | undefined;
  /** Ends of the logs of steps that failed while the Workflow runs, by the id of the pod's node. */
  keptLogs: Map<string, LogTail | undefined>;
  /** Its pods go while it runs, so that it has to be looked at whenever it changes. */
  deletesPods: boolean;
  /** When the whole Workflow was read last (milliseconds since 1970), and which version of it. */
  read: { at: number; version: string };
  live: LiveState;
  /** When another look is due, milliseconds since 1970; undefined once it came. */
  lookAt: number | undefined;
  /** Failed tries in a row. */
  failures: number;
  /** All is done and the object is gone: to be forgotten. */
  finished: boolean;
}

/** How a check is kept up to date while its Workflow runs. */
export interface LiveState {
  /** It is this run's turn. */
  isDue: boolean;
  /** GitHub takes no updates of this check. */
  isOff: boolean;
  /** The version of the Workflow that was looked at for an update. */
  generation: string | undefined;
  /** What the check shows, as far as that is known. */
  shown: string | undefined;
  /** When the check was last written, milliseconds since 1970. */
  writtenAt: number;
  /** Asks an update under way to end soon. */
  hurry: (() => void) | undefined;
}

function newLiveState(): LiveState {
  return { isDue: false, isOff: false, generation: undefined, shown: undefined, writtenAt: 0, hurry: undefined };
}

/** A run that nothing is known of but its metadata and, where there is one, the note on it. */
export function newTrackedRun(
  { identity, head, note }: Pick<TrackedRun, 'identity' | 'head' | 'note'>,
  now: number,
): TrackedRun {
  return {
    identity,
    head,
    note,
    gone: false,
    unsaved: false,
    saveBy: undefined,
    mayExist: false,
    unansweredAttempt: undefined,
    unstartedSince: note === undefined ? now : undefined,
    refusedStage: undefined,
    judgedVersion: undefined,
    lastEnd: undefined,
    gathered: undefined,
    isLateRead: false,
    mask: undefined,
    keptLogs: new Map(),
    deletesPods: false,
    read: { at: 0, version: '' },
    live: newLiveState(),
    lookAt: undefined,
    failures: 0,
    finished: false,
  };
}

/** A whole Workflow as it was read and understood. */
export interface SeenRun {
  workflow: Workflow;
  observation: Observation;
  stage: CheckStage;
  isDeleting: boolean;
  /** Milliseconds since 1970. */
  waitingSince: number;
}

/** What is to happen next: nothing until something changes, another look at a time, or the same again after a pause. */
export type NextLook = { kind: 'rest' } | { kind: 'look-at'; time: number } | { kind: 'retry'; afterMs?: number };

export function addressOfRun(run: TrackedRun, attempt: number): CheckAddress {
  const { identity } = run;
  return {
    repository: {
      installationId: identity.installationId,
      id: identity.repositoryId,
      owner: identity.owner,
      name: identity.repository,
    },
    name: identity.checkName,
    headSha: identity.commit,
    externalId: externalIdOf(run, attempt),
  };
}

/** How the check run of an attempt is found again on GitHub. */
export function externalIdOf({ head, identity }: TrackedRun, attempt: number): string {
  const { namespace, name } = head.metadata;
  return writeRunId({ namespace, name, attempt, delivery: identity.delivery });
}

/** What a check of the run says it is about. */
export function subjectOf(
  { pages }: RunReporting,
  run: TrackedRun,
  { attempt, mask }: { attempt: number; mask: MaskSecrets },
): ReportSubject {
  const { namespace, name, uid } = run.head.metadata;
  const { identity } = run;
  const refused = run.head.metadata.annotations?.[annotations.refused];
  const notes = [...identity.notes.map(mask), ...(refused === undefined ? [] : [refused])];
  const masked = { ...identity, why: identity.why.map(mask), notes };
  return { namespace, name, uid, identity: masked, attempt, pages };
}

export function nameOfRun(run: TrackedRun): string {
  return `${run.head.metadata.namespace}/${run.head.metadata.name}`;
}
