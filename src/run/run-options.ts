/** What the file says about the runs of one trigger, beyond the object to create. */
export interface RunOptions {
  /** Name of the check run: the pipeline's, or `<sensor>/<trigger>`. */
  checkName: string;
  /** Seconds, set as `activeDeadlineSeconds` where the Workflow has none that is shorter. */
  timeoutSeconds?: number;
  concurrency?: Concurrency;
  /** Problem matchers for the steps' logs: JSON, as a Workflow carries them. */
  problemMatchers?: string;
  report: 'always' | 'started';
  /** Arguments that a person's parameter of the same name takes the place of. */
  inputs?: string[];
}

export interface Concurrency {
  /** A template over the event's data; default: the pull request, else the ref. */
  group?: string;
  limit?: number;
  cancelInProgress: boolean;
}
