import type { Records } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import type { CheckAction, CheckAnnotation, CheckConclusion, RepositoryAddress } from '../../github/github.ts';
import type { Problem } from '../../problem/problem.ts';
import { writeVerdictId } from '../../report/external-id.ts';
import { requestCheck } from '../../report/rows/check-row.ts';
import { type RunRequest, runKeyOf } from '../../run/run-request.ts';
import { annotateProblems, renderProblems } from './describe-problems.ts';

/** The check that speaks for the app itself: problems of the file, and events that were given up. */
export const appCheckName = 'argo-events';

/** Where a check stands. */
export interface CheckPlace {
  address: RepositoryAddress;
  commit: string;
}

/** What asking for a check needs. */
export interface CheckTools {
  records: Records;
  /** Tells the reporter that there is a new check to write. */
  wakeReporter: () => void;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** A check that is complete from the start, because no Workflow stands behind it. */
export interface Verdict {
  name: string;
  externalId: string;
  /** Asking twice under one key makes one check; the external id where absent. */
  key?: string;
  /** It may come over no other check of its name. */
  unlessNamed?: true;
  conclusion: CheckConclusion;
  title: string;
  summary: string;
  text?: string;
  annotations: CheckAnnotation[];
  actions?: CheckAction[];
}

/** Asks the reporter for a completed check; durable once it resolves. */
export async function requestVerdict(place: CheckPlace, verdict: Verdict, tools: CheckTools): Promise<void> {
  const requestedAt = tools.now();
  const { key, name, externalId, conclusion, title, summary, text, annotations, actions, unlessNamed } = verdict;
  await requestCheck(tools.records, {
    repository: place.address,
    requestedAt,
    ...(key === undefined ? {} : { key }),
    ...(unlessNamed === undefined ? {} : { unlessNamed }),
    check: {
      name,
      headSha: place.commit,
      externalId,
      status: 'completed',
      conclusion,
      completedAt: new Date(requestedAt).toISOString(),
      output: { title, summary, ...(text === undefined ? {} : { text }), annotations },
      ...(actions === undefined ? {} : { actions }),
    },
  });
  tools.wakeReporter();
}

/**
 * The verdict of a run that has no Workflow: it could not be created, or must not be.
 *
 * @param more tells verdicts on one attempt apart
 */
export function verdictOfRun(
  request: RunRequest,
  conclusion: CheckConclusion,
  problems: readonly Problem[],
  more: readonly string[] = [],
): Verdict {
  const key = runKeyOf(request);
  return {
    name: request.options.checkName,
    externalId: writeVerdictId(key, [key.sensor, key.trigger, key.dependencies.join('+'), ...more]),
    conclusion,
    title: problems[0]?.message ?? 'Nothing was started',
    summary: renderProblems('No Workflow was created.', problems),
    annotations: annotateProblems(problems),
  };
}

/** The verdict on an event that as a whole came to nothing. */
export function verdictOfEvent(event: GithubEvent, problem: Problem, attempt = 1): Verdict {
  return {
    name: appCheckName,
    externalId: verdictIdOf(event, ['event'], attempt),
    conclusion: 'failure',
    title: problem.message,
    summary: renderProblems(`The event \`${event.facts.eventName}\` started nothing.`, [problem]),
    annotations: annotateProblems([problem]),
  };
}

/** The external id of a verdict on this event; `about` tells those on one event apart. */
export function verdictIdOf(event: GithubEvent, about: readonly string[], attempt: number): string {
  return writeVerdictId({ origin: event.context.source, delivery: event.deliveryId, attempt }, about);
}
