import type { Records } from '../../bus/event-bus.ts';

/** How far each installation's repositories were looked through for what happens by the clock, by its id. */
const collection = 'installations-looked-through';

export interface LookedThrough {
  installationId: number;
  /** Absent: all of them were looked at; what changes since then comes as events. */
  nextPage?: number;
  /** How often that page was begun. */
  tries?: number;
  /** Of the row; 0 where there is none. */
  version: number;
}

/** Has the leader look at every repository of the installation, page by page. Once more from the beginning if it was on its way. */
export async function lookFromBeginning(installationId: number, records: Records): Promise<void> {
  await records.put(collection, String(installationId), { nextPage: 1 });
}

/** What came since then came as events. */
export async function noteLookedThrough(installationId: number, records: Records): Promise<void> {
  await records.put(collection, String(installationId), {}, 0);
}

/** The installation is gone or suspended: should it come back, it is looked through anew. */
export async function forgetLookedThrough(installationId: number, records: Records): Promise<void> {
  await records.remove(collection, String(installationId));
}

/** Says how far it is now, unless somebody had it begin anew meanwhile. */
export async function putLookedThrough(
  { installationId, version, nextPage, tries }: LookedThrough,
  records: Records,
): Promise<void> {
  const value = { ...(nextPage === undefined ? {} : { nextPage }), ...(tries === undefined ? {} : { tries }) };
  await records.put(collection, String(installationId), value, version);
}

export async function listLookedThrough(records: Records): Promise<LookedThrough[]> {
  return (await records.list(collection, '')).map(({ key, value, version }) => ({
    // Rows are this app's own writing.
    ...(value as Pick<LookedThrough, 'nextPage' | 'tries'>),
    installationId: Number(key),
    version,
  }));
}
