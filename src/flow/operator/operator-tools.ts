import type { Manifests } from '../../manifests/manifests.ts';
import type { FileReading } from '../../run/source/resolve-source.ts';
import type { FlowTools } from '../flow-tools.ts';

/** What came of one trigger of the operator's Sensors. */
export type FiringOutcome = 'done' | 'repeated' | 'refused' | 'later';

/** What handling an event for the operator's Sensors needs. */
export interface OperatorTools
  extends Pick<
    FlowTools,
    | 'appId'
    | 'records'
    | 'sandbox'
    | 'kubernetes'
    | 'signer'
    | 'tokens'
    | 'argoLocks'
    | 'hasCheck'
    | 'triggers'
    | 'now'
    | 'onRunStarted'
    | 'log'
  > {
  /** The operator's documents in force now. */
  manifests: () => Manifests;
  /** A file below `MANIFESTS_DIR`. */
  readManifestFile: (path: string) => Promise<FileReading>;
  onFired: (outcome: FiringOutcome) => void;
}
