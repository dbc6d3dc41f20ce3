import type { CheckAnnotation } from '../../github/github.ts';
import type { MaskSecrets } from '../../mask/create-secret-mask.ts';
import type { Said } from '../../matcher/match-commands.ts';
import type { CleanLog } from '../log/clean-log.ts';

/** What was gathered for a conclusion beside the Workflow itself. Every text in it is masked. */
export interface Evidence {
  mask: MaskSecrets;
  /** Of the failed steps, in their order. */
  logs: StepLog[];
  /** What problem matchers and commands found in the logs. */
  annotations: CheckAnnotation[];
  /** So many more were found. */
  leftOut: number;
  /** What commands said without naming a file. */
  said: Said[];
  /** What could not be done, as sentences. */
  remarks: string[];
  /** Secrets of the run could not be read for want of a right: what has not the shape of a secret is not masked. */
  isBlind: boolean;
}

/** The least that a conclusion needs. */
export function noEvidence(mask: MaskSecrets): Evidence {
  return { mask, logs: [], annotations: [], leftOut: 0, said: [], remarks: [], isBlind: false };
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
