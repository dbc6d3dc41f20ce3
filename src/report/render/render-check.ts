import type { CheckState } from '../../github/github.ts';
import type { Observation } from '../state/observe-workflow.ts';
import { linkToArgo } from './argo-link.ts';
import { type ReportSubject, renderSummary } from './render-summary.ts';
import { renderTitle } from './render-title.ts';

/**
 * The check run that shows a Workflow as it was observed. `isOverdue`: no phase for two minutes. `now`: milliseconds since
 * 1970, the end of what has no end of its own (a Workflow that was deleted).
 */
export function renderCheck(
  subject: ReportSubject,
  observation: Observation,
  { isOverdue, now }: { isOverdue: boolean; now: number },
): CheckState {
  const shown = {
    ...(subject.argoUiUrl === undefined ? {} : { detailsUrl: linkToArgo(subject.argoUiUrl, subject) }),
    output: {
      title: renderTitle(observation, isOverdue),
      summary: renderSummary(subject, observation, isOverdue),
    },
  };
  switch (observation.phase) {
    case 'waiting':
    case 'pending':
      return { status: 'queued', ...shown };
    case 'running':
    case 'suspended':
      return { status: 'in_progress', ...startOf(observation), ...shown };
    case 'ended':
      return {
        status: 'completed',
        conclusion: observation.conclusion,
        ...startOf(observation),
        completedAt: readTime(observation.finishedAt) ?? new Date(now).toISOString(),
        ...shown,
      };
  }
}

function startOf(observation: Observation): { startedAt?: string } {
  const startedAt = readTime(observation.startedAt);
  return startedAt === undefined ? {} : { startedAt };
}

/** GitHub refuses a time that it cannot read. */
function readTime(text: string | undefined): string | undefined {
  return text === undefined || Number.isNaN(Date.parse(text)) ? undefined : text;
}

/** The least that GitHub may still take where it refused the full report. */
export function reduceCheck(state: CheckState): CheckState {
  return {
    status: state.status,
    ...(state.conclusion === undefined ? {} : { conclusion: state.conclusion }),
    output: {
      title: state.conclusion ?? state.status,
      summary: 'GitHub refused the full report of this run. The log of argo-events-app says why.',
    },
  };
}
