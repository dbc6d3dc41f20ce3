import type { MaskSecrets } from '../../mask/create-secret-mask.ts';
import type { CleanLog } from '../log/clean-log.ts';

/** What was gathered for a conclusion beside the Workflow itself. Every text in it is masked. */
export interface Evidence {
  mask: MaskSecrets;
  /** Of the failed steps, in their order. */
  logs: StepLog[];
}

/** The log of a step, or a sentence that says why it is not there. */
export type StepLog = StepOfLog & ({ kind: 'read'; log: CleanLog } | { kind: 'missing'; why: string });

export interface StepOfLog {
  /** The step's row in the table. */
  stepId: string;
  name: string;
  message: string;
  nodeId: string;
  container: string;
}
