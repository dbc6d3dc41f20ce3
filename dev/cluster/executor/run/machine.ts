import type { ObjectStore } from '../../store/object-store.ts';
import type { Locks } from '../locks.ts';
import type { PodLogs } from '../process/pod-log.ts';
import type { Reaper } from '../process/reaper.ts';
import type { Gate } from './gate.ts';

/** What all Workflows of a cluster share. */
export interface Machine {
  store: ObjectStore;
  logs: PodLogs;
  locks: Locks;
  reaper: Reaper;
  /** Closed while the executor is paused: nothing is begun and nothing is written. */
  gate: Gate;
  /** Everything that steps read and write lies below it. */
  workspace: string;
  graceMs: number;
  /** Nodes larger than this, in bytes of JSON, are stored compressed. */
  compressAbove: number;
  log(line: string): void;
  /** Calls back after the time, unless the cluster is closed before. */
  later(ms: number, work: () => void): void;
}

/** The name under which the controller writes. */
export const controller = 'workflow-controller';
