import { type CheckStage, isCheckStage } from './check-stage.ts';

/**
 * What a Workflow carries about its check run, in the annotation `argo-events-app/reported`. It belongs to one object (`uid`):
 * a copy of the Workflow starts without one.
 */
export interface ReportedNote {
  uid: string;
  /** Which try of Argo's this is about: the identity's attempt, plus one for each time Argo ran the Workflow again. */
  attempt: number;
  /** GitHub's id of the check run; absent only where none could be made before the note was closed. */
  checkId?: number;
  /** The stage that the check showed when the note was written. `ended`: nothing more is to be written for this attempt. */
  stage: CheckStage;
  /** How an attempt ended; `gone`, `refused`, `expired`: the app gave up, for every attempt to come too. */
  closed?: 'concluded' | 'handed-over' | 'gone' | 'refused' | 'expired';
  /** Of the attempt that was concluded, as the Workflow said them: they tell a later attempt from this one. */
  startedAt?: string;
  finishedAt?: string;
  /** The object's `metadata.generation` when it was concluded; it stays as long as neither spec nor status change. */
  generation?: number;
  /** Logs were still to come when it was concluded, and have not come since. */
  late?: true;
}

/** A note as it was read from an annotation, if it is one and belongs to this object. */
export function readReportedNote(value: unknown, uid: string): ReportedNote | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const attempt = fields.get('attempt');
  const stage = fields.get('stage');
  if (fields.get('uid') !== uid || typeof attempt !== 'number' || !isCheckStage(stage)) return undefined;
  const note: ReportedNote = { uid, attempt, stage };
  const checkId = fields.get('checkId');
  const generation = fields.get('generation');
  const startedAt = fields.get('startedAt');
  const finishedAt = fields.get('finishedAt');
  const closed = closedWords.find((word) => word === fields.get('closed'));
  if (typeof checkId === 'number') note.checkId = checkId;
  if (typeof generation === 'number') note.generation = generation;
  if (typeof startedAt === 'string') note.startedAt = startedAt;
  if (typeof finishedAt === 'string') note.finishedAt = finishedAt;
  if (closed !== undefined) note.closed = closed;
  if (fields.get('late') === true) note.late = true;
  return note;
}

const closedWords = ['concluded', 'handed-over', 'gone', 'refused', 'expired'] as const;
