import type { CheckAction } from '../../github/github.ts';
import type { Observation } from '../state/observe-workflow.ts';

const cancel: CheckAction = {
  identifier: 'cancel',
  label: 'Cancel',
  description: 'Stop this run and its steps',
};

const retryFailed: CheckAction = {
  identifier: 'retry-failed',
  label: 'Retry failed steps',
  description: 'Keep what succeeded, run the rest again',
};

/**
 * The buttons that a run's check carries. `canRetry`: Argo's own API is there, which alone can retry a Workflow rightly. A run
 * that Argo refused has no steps to retry.
 */
export function chooseActions(observation: Observation, { canRetry }: { canRetry: boolean }): CheckAction[] {
  if (observation.phase !== 'ended') return [cancel];
  const hasFailed = ['failed', 'error', 'timed-out'].includes(observation.how);
  return canRetry && hasFailed ? [retryFailed] : [];
}
