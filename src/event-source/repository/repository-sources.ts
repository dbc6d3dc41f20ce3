import type { Records } from '../../bus/event-bus.ts';
import type { RepositoryFacts } from '../../event/facts.ts';

/** An endpoint below `/hooks/<owner>/<repository>`: an event name of a `webhook` EventSource. */
export interface RepositoryHook {
  eventSource: string;
  event: string;
  /** Begins with a slash. */
  path: string;
  method: 'GET' | 'POST';
  maxBytes: number;
  /** The bearer token that callers need: a Secret of the namespace that runs go to. */
  authSecret: { name: string; key: string };
  /** expr-lang over the event's data. */
  filter?: string;
  /** JSON of the data's member `metadata`. */
  metadata?: string;
}

/** What the file on a repository's default branch defines for others to call. */
export interface RepositorySources {
  installationId: number;
  repository: RepositoryFacts;
  defaultBranch: string;
  hooks: RepositoryHook[];
  /** Whole WorkflowEventBindings, with the namespace that the policy gives the repository. */
  bindings: { namespace: string; name: string; object: Record<string, unknown> }[];
  /** GitHub's time of the event that it was read for, milliseconds since 1970. */
  at: number;
}

/** A row for each repository that has some, by its id. */
const collection = 'repository-sources';
/** The repository's id by its name in lower case. */
const names = 'repository-names';

export async function readSources(id: number | string, records: Records): Promise<RepositorySources | undefined> {
  return asSources((await records.get(collection, String(id)))?.value);
}

/** By `owner/name`. A name that the repository gave up is no longer its own. */
export async function findSources(fullName: string, records: Records): Promise<RepositorySources | undefined> {
  const wanted = fullName.toLowerCase();
  const id = (await records.get(names, wanted))?.value;
  const found = typeof id === 'number' ? await readSources(id, records) : undefined;
  return found?.repository.fullName.toLowerCase() === wanted ? found : undefined;
}

/** Keeps what is newest; a repository without any has no row. */
export async function keepSources(sources: RepositorySources, records: Records): Promise<void> {
  const { id, fullName } = sources.repository;
  const known = await readSources(id, records);
  const isEmpty = sources.hooks.length === 0 && sources.bindings.length === 0;
  if (known === undefined && isEmpty) return;
  if (known !== undefined && known.at > sources.at) return;
  if (isEmpty) return await forgetSources(id, records);
  if (known !== undefined && known.repository.fullName !== fullName) {
    await records.remove(names, known.repository.fullName.toLowerCase());
  }
  await records.put(collection, String(id), sources);
  await records.put(names, fullName.toLowerCase(), id);
}

export async function forgetSources(id: number, records: Records): Promise<void> {
  const known = await readSources(id, records);
  if (known !== undefined) await records.remove(names, known.repository.fullName.toLowerCase());
  await records.remove(collection, String(id));
}

/** Those of all repositories. */
export async function listSources(records: Records): Promise<RepositorySources[]> {
  return (await records.list(collection, '')).flatMap(({ value }) => asSources(value) ?? []);
}

function asSources(value: unknown): RepositorySources | undefined {
  const isOne = typeof value === 'object' && value !== null && 'repository' in value && 'hooks' in value;
  return isOne ? (value as RepositorySources) : undefined;
}
