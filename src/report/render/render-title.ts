import type { EndedObservation, Observation } from '../state/observe-workflow.ts';
import { countSteps, hasFailed, type Step } from '../state/step.ts';
import { sayQueued } from './say-queued.ts';
import { cutText, maxTitleLength } from './text/cut-text.ts';
import { toPlainLine } from './text/escape-markdown.ts';
import { durationBetween } from './text/format-duration.ts';
import { shortenMessage } from './text/shorten-message.ts';

/** One plain line that says it all: `Failed in 2m 13s — test: exit code 1 (3 of 5 steps)`, counting steps that succeeded. */
export function renderTitle(observation: Observation, isOverdue: boolean): string {
  return cutText(toPlainLine(sayTitle(observation, isOverdue)), maxTitleLength);
}

function sayTitle(observation: Observation, isOverdue: boolean): string {
  switch (observation.phase) {
    case 'waiting':
      return isOverdue ? 'Not started — Argo has given no sign for two minutes' : 'Waiting for Argo to start it';
    case 'pending':
      return withCause('Queued', sayQueued(observation.message));
    case 'running':
      return `Running${sayRunning(observation.steps)}${sayDone(observation.steps)}`;
    case 'suspended':
      return `Waiting at ${observation.steps.find((step) => step.state === 'suspended')?.name ?? 'a step'}${sayDone(observation.steps)}`;
    case 'ended':
      return sayEnd(observation);
  }
}

function sayEnd(observation: EndedObservation): string {
  const duration = durationBetween(observation.startedAt, observation.finishedAt);
  const within = duration === undefined ? '' : ` in ${duration}`;
  const after = duration === undefined ? '' : ` after ${duration}`;
  const progress = sayProgress(observation.steps);
  if (observation.because !== undefined) return sayBecause(observation.because, after) + progress;
  switch (observation.how) {
    case 'succeeded':
      return `Succeeded${within}${progress}`;
    case 'failed':
      return withCause(`Failed${within}`, sayCause(observation)) + progress;
    case 'error':
      return withCause(`Error${after}`, sayCause(observation)) + progress;
    case 'refused':
      return withCause('Refused by Argo', shortenMessage(observation.message));
    case 'timed-out':
      return withCause(`Timed out${after}`, sayCause(observation)) + progress;
    case 'stopped':
      return `Cancelled${after} — stopped${progress}`;
    case 'terminated':
      return `Cancelled${after} — terminated${progress}`;
    case 'deleted':
      return 'Cancelled — the Workflow was deleted before it ended';
  }
}

/** The sentence may say itself that the run was cancelled: `Cancelled by @ada`. */
function sayBecause(because: string, after: string): string {
  const sentence = toPlainLine(because).replace(/\.$/, '');
  return /^cancelled/i.test(sentence) ? cutText(sentence, 120) + after : withCause(`Cancelled${after}`, sentence);
}

const maxNamed = 3;

/** The steps that run now, where there are names that say something. */
function sayRunning(steps: readonly Step[]): string {
  const running = steps.filter((step) => step.counts.running !== undefined && !step.isWholeWorkflow);
  if (running.length === 0) return '';
  const named = running.slice(0, maxNamed).map((step) => cutText(toPlainLine(step.name), 40));
  const rest = running.length - named.length;
  return ` — ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function withCause(head: string, cause: string): string {
  return cause === '' ? head : `${head} — ${cutText(cause, 120)}`;
}

function sayProgress(steps: readonly Step[]): string {
  const counts = countSteps(steps);
  if (counts.total < 2) return '';
  return counts.succeeded === counts.total
    ? ` (${counts.total} steps)`
    : ` (${counts.succeeded} of ${counts.total} steps)`;
}

/** Steps yet to come are not known, so all of the known ones being done says little: no "4 steps" while it runs. */
function sayDone(steps: readonly Step[]): string {
  const counts = countSteps(steps);
  return counts.total < 2 ? '' : ` (${counts.succeeded} of ${counts.total} steps done)`;
}

/** What made the Workflow fail: the step it blames, else the first that failed of itself, else Argo's own sentence. */
function sayCause(observation: EndedObservation): string {
  const step = findCause(observation);
  if (step === undefined) return shortenMessage(observation.message);
  const message = shortenMessage(step.message) || 'failed';
  const tries = step.attempts > 1 ? ` after ${step.attempts} attempts` : '';
  return step.isWholeWorkflow ? message + tries : `${step.name}: ${message}${tries}`;
}

function findCause(observation: EndedObservation): Step | undefined {
  const failed = observation.steps.filter((step) => hasFailed(step.state) && Object.keys(step.counts).length > 0);
  const blamed = /^child '([^']+)' failed/.exec(observation.message)?.[1];
  return failed.find((step) => step.id === blamed) ?? failed[0];
}
