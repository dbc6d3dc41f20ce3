import type { ClusterResult } from '../kubernetes.ts';

/** The end of a container's log, as bytes: it may begin in the middle of a character. */
export interface LogTail {
  bytes: Buffer;
  /** There was more before this. */
  isCut: boolean;
}

/** How much of a log is wanted, and how long it may take. */
export interface LogLimits {
  /** Lines from the end. */
  tailLines: number;
  /** Bytes kept of them, from the end. */
  maxBytes: number;
  /** Aborts the reading. */
  signal: AbortSignal;
}

export interface PodContainer {
  namespace: string;
  pod: string;
  container: string;
}

/** A step whose log Argo may have archived. */
export interface ArchivedStep {
  namespace: string;
  workflow: string;
  nodeId: string;
  container: string;
}

/** What steps wrote, and the Secrets that they may have written of. No method throws for what the API server answers. */
export interface RunLogs {
  /** `GET pods/log`. A pod that is gone is `absent`; a container that never started is `invalid`. */
  readPodLog(from: PodContainer, limits: LogLimits): Promise<ClusterResult<LogTail>>;
  /** All values of a Secret. */
  readSecretValues(namespace: string, name: string): Promise<ClusterResult<string[]>>;
  /** The log as Argo's server has it in its archive; undefined where its address is not known. */
  readArchivedLog?: ((from: ArchivedStep, limits: LogLimits) => Promise<ClusterResult<LogTail>>) | undefined;
}
