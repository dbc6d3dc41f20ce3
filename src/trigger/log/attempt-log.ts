import type { Event } from '../../event/event.ts';
import { isRecord, recordOf } from '../../json/is-record.ts';
import { parseJson } from '../../json/parse-json.ts';
import { ownerOf, type RunRequest } from '../../run/run-request.ts';
import { type Attempt, refuse } from '../attempt.ts';
import { judgeTrigger } from '../judge-trigger.ts';
import { nameOf } from '../object/object-task.ts';
import type { TriggerTools } from '../trigger-tools.ts';

const maxKeys = 50;
const maxKeyLength = 100;

/**
 * A `log` trigger: one line at info for each event. Argo Events logs the data itself; here it is the event's id and what its data is
 * made of, because payloads hold what is nobody else's business.
 */
export function attemptLog(request: RunRequest, { log }: Pick<TriggerTools, 'log'>): Attempt {
  const refused = judgeTrigger('log', request);
  if (refused !== undefined) return refuse(refused);
  for (const [dependency, event] of Object.entries(request.firing.events)) {
    log.info(
      {
        delivery: request.event.deliveryId,
        repository: ownerOf(request).name,
        sensor: request.sensor,
        trigger: nameOf(request),
        dependency,
        event: event.context.id,
        subject: event.context.subject,
        keys: listKeys(event),
      },
      'event logged by a trigger',
    );
  }
  return { kind: 'done' };
}

/** `body.ref` and its like: the names of two levels. */
function listKeys({ data }: Event): string[] {
  const keys = Object.entries(recordOf(parseJson(data))).flatMap(([key, value]) => {
    const below = Object.keys(isRecord(value) ? value : {});
    return below.length === 0 ? [key] : below.map((each) => `${key}.${each}`);
  });
  return keys.slice(0, maxKeys).map((key) => key.slice(0, maxKeyLength));
}
