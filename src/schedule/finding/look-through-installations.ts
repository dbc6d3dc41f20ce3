import type { Logger } from 'pino';
import type { GithubInstallations } from '../../github/installations/installations.ts';
import { type ResyncTools, resyncRepository } from '../sync/resync-repository.ts';
import { forgetLookedThrough, type LookedThrough, listLookedThrough, putLookedThrough } from './looked-through.ts';

export interface LookThroughTools extends ResyncTools {
  installations: Pick<GithubInstallations, 'listRepositories'>;
  log: Pick<Logger, 'warn'>;
}

/** A page on which some repository cannot be asked is begun so often. */
const maxTries = 3;

/**
 * Looks at one page of each installation whose repositories have not all been looked at, and puts their CronWorkflows into the
 * cluster. How often it is done bounds what is asked of GitHub in an hour; a leader that stops in between goes on with that page.
 */
export async function lookThroughInstallations(tools: LookThroughTools, signal: AbortSignal): Promise<void> {
  for (const looked of await listLookedThrough(tools.records)) {
    if (signal.aborted) return;
    if (looked.nextPage !== undefined) await lookAtPage(looked, looked.nextPage, { tools, signal });
  }
}

async function lookAtPage(
  looked: LookedThrough,
  page: number,
  { tools, signal }: { tools: LookThroughTools; signal: AbortSignal },
): Promise<void> {
  const { installationId, version, tries = 0 } = looked;
  const listed = await tools.installations.listRepositories(installationId, page);
  if (!listed.ok) {
    // Gone or suspended: it counts as new if it comes back.
    if (listed.failure.kind !== 'later') await forgetLookedThrough(installationId, tools.records);
    return;
  }
  let isWhole = true;
  for (const repository of listed.value.repositories) {
    if (signal.aborted) return;
    const resynced = await resyncRepository({ installationId, ...repository }, tools);
    if (resynced.kind === 'done') continue;
    isWhole = false;
    // GitHub says how long it is to be left alone: the page is begun again after that.
    if (resynced.afterMs !== undefined) return;
    const { code, message } = resynced.problem;
    tools.log.warn({ code, repository: `${repository.owner}/${repository.name}` }, message);
  }
  if (!isWhole && tries + 1 < maxTries) {
    await putLookedThrough({ installationId, version, nextPage: page, tries: tries + 1 }, tools.records);
  } else {
    const next = listed.value.isLast ? {} : { nextPage: page + 1 };
    await putLookedThrough({ installationId, version, ...next }, tools.records);
  }
}
