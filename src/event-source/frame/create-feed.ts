import type { Logger } from 'pino';
import type { EventBus, EventSourceKind } from '../../bus/event-bus.ts';
import { boundLog } from '../../webhook/bound-log.ts';
import { findDataFault } from '../data/find-data-fault.ts';
import { nearestTime } from '../data/nearest-time.ts';
import type { SourceFeed } from '../source-feed.ts';
import { type EntryRules, finishData } from './finish-data.ts';

/** What is published through a feed. */
export interface FeedPlace extends EntryRules {
  kind: EventSourceKind;
  /** Whose it is: `operator/<namespace>/<EventSource>`, `repository/<installation>/<repository>/<EventSource>`. */
  tenant: string;
  event: string;
}

export type FeedOutcome = 'stored' | 'duplicate' | 'filtered' | 'not-stored' | 'unreadable';

export interface FeedTools {
  bus: Pick<EventBus, 'publish'>;
  /** Milliseconds since 1970. */
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  onHeard: (kind: EventSourceKind, outcome: FeedOutcome) => void;
}

/** The header that keeps when an event happened, where that is not when it was received. */
export const occurredAtHeader = 'Argo-Events-App-Occurred-At';

const filterLinesPerMinute = 5;
const cannotBeRead = 'an event was left out: it could not be read again';
const filterFailed = 'the filter of an EventSource cannot be evaluated';

/**
 * A feed of one event name onto the bus. What the filter does not let through, or cannot judge, goes nowhere, and neither does what nobody
 * could read again. In the bus the id stands
 * behind the event's name, because one EventSource may have several.
 */
export function createFeed(place: FeedPlace, tools: FeedTools, signal: AbortSignal): SourceFeed {
  const { kind, tenant, event: name } = place;
  const warn = boundLog(tools.log, filterLinesPerMinute, tools.now);
  return {
    signal,
    async publish({ id, data, occurredAt }) {
      const fault = findDataFault(data);
      if (fault !== undefined) {
        const fields = { tenant, event: name, id: id.slice(0, 200), reason: fault };
        warn({ level: 'warn', subject: name, fields, message: cannotBeRead });
        tools.onHeard(kind, 'unreadable');
        return 'unreadable';
      }
      const finished = finishData(data, place);
      if (finished.kind === 'filtered') {
        const { reason } = finished;
        const fields = { tenant, event: name, id, reason: reason ?? '' };
        if (reason !== undefined) warn({ level: 'warn', subject: name, fields, message: filterFailed });
        tools.onHeard(kind, 'filtered');
        return 'filtered';
      }
      try {
        const result = await tools.bus.publish({
          ...{ source: kind, tenant, id: `${name}/${id}`, name, receivedAt: tools.now() },
          headers: { [occurredAtHeader]: [new Date(nearestTime(occurredAt)).toISOString()] },
          body: Buffer.from(finished.data),
        });
        const outcome = result === 'duplicate' ? 'duplicate' : 'stored';
        tools.onHeard(kind, outcome);
        return outcome;
      } catch (thrown) {
        tools.onHeard(kind, 'not-stored');
        throw thrown;
      }
    },
  };
}
