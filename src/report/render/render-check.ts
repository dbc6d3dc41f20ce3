import type { CheckState } from '../../github/github.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Observation } from '../state/observe-workflow.ts';
import { chooseActions } from './choose-actions.ts';
import { detailsUrlOf } from './parts/render-links.ts';
import { type ReportSubject, renderSummary } from './render-summary.ts';
import { renderText } from './render-text.ts';
import { renderTitle } from './render-title.ts';

export interface RenderOptions {
  /** No phase for two minutes. */
  isOverdue: boolean;
  /** Milliseconds since 1970: the end of what has no end of its own (a Workflow that was deleted). */
  now: number;
  /** Failed steps can be run again. */
  canRetry: boolean;
  /** What was gathered for a conclusion. */
  evidence?: Evidence | undefined;
}

/** The check run that shows a Workflow as it was observed. */
export function renderCheck(subject: ReportSubject, observation: Observation, options: RenderOptions): CheckState {
  const { isOverdue, now, evidence } = options;
  const { annotations = [] } = evidence ?? {};
  const detailsUrl = detailsUrlOf(subject.pages, subject);
  const text = renderText(subject, observation, evidence);
  const shown = {
    ...(detailsUrl === undefined ? {} : { detailsUrl }),
    output: {
      title: renderTitle(observation, isOverdue),
      summary: renderSummary(subject, observation, options),
      ...(text === '' ? {} : { text }),
      ...(annotations.length === 0 ? {} : { annotations }),
    },
    actions: chooseActions(observation, options),
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
    ...(state.actions === undefined ? {} : { actions: state.actions }),
    output: {
      title: state.conclusion ?? state.status,
      summary: 'GitHub refused the full report of this run. The log of argo-events-app says why.',
    },
    ...(state.status === 'completed' ? { actions: [] } : {}),
  };
}
