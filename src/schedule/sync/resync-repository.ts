import type { CronDocuments } from '../../config/configuration.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import type { GitHub, GithubFailure, GithubResult, RepositoryAddress } from '../../github/github.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import { readScheduleRow } from '../repository/schedule-rows.ts';
import { removeRepository } from './remove-repository.ts';
import { type SyncTools, syncSchedules, wantsSome } from './sync-schedules.ts';

export interface ResyncTools extends SyncTools {
  github: Pick<GitHub, 'readRepository' | 'readRepositoryFiles'>;
}

export type Resynced = { kind: 'done' } | Later;

const maxOvertakings = 3;

/**
 * Makes the cluster hold what a repository's default branch holds at this moment, whatever happened that nobody told: two calls to
 * GitHub, one where it has no CronWorkflows and never had. An archived repository runs nothing, one that is gone has nothing.
 */
export async function resyncRepository(address: RepositoryAddress, tools: ResyncTools): Promise<Resynced> {
  for (let tries = 0; tries < maxOvertakings; tries += 1) {
    const once = await resyncOnce(address, tools);
    if (once !== 'overtaken') return once;
  }
  return { kind: 'later', problem: problem('schedule.busy', {}) };
}

async function resyncOnce(address: RepositoryAddress, tools: ResyncTools): Promise<Resynced | 'overtaken'> {
  const isKnown = (await readScheduleRow(address.id, tools.records)) !== undefined;
  // Most repositories have none: a new installation asks once for each.
  const first = isKnown ? undefined : await readDocuments(address, tools);
  if (first?.ok === false) return afterFailure(first.failure);
  if (first !== undefined && !wantsSome(first.value?.documents)) return { kind: 'done' };

  const read = await tools.github.readRepository(address);
  if (!read.ok) return afterFailure(read.failure);
  const state = read.value;
  if (state === undefined || state.id !== address.id) return await removeRepository(address.id, tools);
  // It may be used again one day.
  if (state.isArchived) return await removeRepository(address.id, tools, { remember: true });
  const { isArchived: _, pushedAt, ...repository } = state;
  const now = { ...address, owner: state.owner, name: state.name };
  // After the time of the last push: what is read now is at least as new.
  const files = await readDocuments(now, tools);
  if (!files.ok) return afterFailure(files.failure);
  const synced = await syncSchedules(
    {
      repository: { ...repository, installationId: address.installationId },
      documents: files.value?.documents,
      path: files.value?.path ?? '',
      at: pushedAt,
    },
    tools,
  );
  if (synced.kind === 'later') return synced;
  return (await synced.settle()) === 'overtaken' ? 'overtaken' : { kind: 'done' };
}

/** Undefined where the default branch has no file. */
async function readDocuments(
  address: RepositoryAddress,
  { github }: Pick<ResyncTools, 'github'>,
): Promise<GithubResult<{ documents: CronDocuments; path: string } | undefined>> {
  const read = await github.readRepositoryFiles(address, 'HEAD');
  if (!read.ok) return read.failure.kind === 'gone' ? { ok: true, value: undefined } : read;
  const file = read.value?.configuration;
  if (file === undefined) return { ok: true, value: undefined };
  const { path, text } = file;
  const unreadable: CronDocuments = { documents: [], faulty: [], pipelines: [], calendars: [], isComplete: false };
  const documents = text === undefined ? unreadable : readConfiguration({ path, text }).cronWorkflows;
  return { ok: true, value: { documents, path } };
}

function afterFailure(failure: GithubFailure): Resynced {
  const reason = failure.message;
  // What GitHub refuses, somebody has to mend: the next hour looks again.
  if (failure.kind !== 'later') return { kind: 'done' };
  return laterAfter(failure, problem('flow.github-away', { reason }));
}
