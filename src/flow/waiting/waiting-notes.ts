import type { Records } from '../../bus/event-bus.ts';
import type { TriggerTemplate } from '../../sensor/sensor.ts';

/** Checks that say for what a trigger waits, as long as they wait. */
const collection = 'waiting-checks';

/** The event that a trigger keeps, and the trigger. */
export interface WaitingPlace {
  repositoryId: number;
  delivery: string;
  sensor: string;
  trigger: string;
}

export interface WaitingNote {
  /** When the event came, milliseconds since 1970. */
  at: number;
  /** When the trigger forgets what it keeps, as its Sensor said then. */
  resets: NonNullable<TriggerTemplate['conditionsReset']>;
}

/** The key of the check's row. */
export function rowKeyOf(place: WaitingPlace): string {
  return `waiting/${keyOf(place)}`;
}

export async function noteWaitingCheck(place: WaitingPlace, note: WaitingNote, records: Records): Promise<void> {
  await records.put(collection, keyOf(place), note);
}

export async function forgetWaitingCheck(place: WaitingPlace, records: Records): Promise<void> {
  await records.remove(collection, keyOf(place));
}

export async function listWaitingChecks(records: Records): Promise<{ place: WaitingPlace; note: WaitingNote }[]> {
  const rows = await records.list(collection, '');
  // Rows are this app's own writing.
  return rows.flatMap(({ key, value }) => {
    const place = readKey(key);
    return place === undefined ? [] : [{ place, note: value as WaitingNote }];
  });
}

function keyOf({ repositoryId, delivery, sensor, trigger }: WaitingPlace): string {
  return `${repositoryId}/${delivery}/${sensor}/${trigger}`;
}

/** A trigger's name may hold a slash; nothing before it does. */
function readKey(key: string): WaitingPlace | undefined {
  const [, repositoryId, delivery = '', sensor = '', trigger = ''] = /^(\d+)\/([^/]*)\/([^/]*)\/(.*)$/s.exec(key) ?? [];
  return repositoryId === undefined ? undefined : { repositoryId: Number(repositoryId), delivery, sensor, trigger };
}
