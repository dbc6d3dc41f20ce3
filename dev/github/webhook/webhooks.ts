import { Agent } from 'undici';
import { type Attempt, createAttemptId, type Delivery } from './delivery.ts';
import { sendDelivery } from './send-delivery.ts';

/** Sends webhooks and remembers every attempt. Nothing is sent again by itself, as on GitHub. */
export interface Webhooks {
  /** Sends (or holds back) a delivery; resolves when the receiver answered or the delivery is held. */
  send(delivery: Delivery): Promise<void>;
  /** Sends what an earlier attempt sent, under the same GUID. */
  redeliver(attempt: Attempt): Promise<Attempt>;
  /** Attempts of an App, newest first. */
  attempts(appId: number): Attempt[];
  /** Keeps deliveries of these events (of all, when none is named) back until they are released. */
  hold(events: readonly string[]): void;
  held(): Delivery[];
  /** Ends holding and sends what was held, one after the other, in the order that `arrange` gives it. */
  release(arrange: (held: Delivery[]) => Delivery[]): Promise<void>;
  /** How many times each delivery is sent; 2 imitates GitHub's occasional double. */
  setCopies(copies: number): void;
  /** Runs work nobody waits for, so that `idle` and `close` can. */
  background(work: Promise<void>): void;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface WebhooksOptions {
  now(): Date;
  /** GitHub waits 10 seconds for an answer. */
  timeoutMs: number;
}

// Attempts carry whole payloads; beyond this the oldest are forgotten.
const keptAttempts = 50_000;

export function createWebhooks({ now, timeoutMs }: WebhooksOptions): Webhooks {
  const dispatcher = new Agent({ connections: 64, keepAliveTimeout: 2_000, connect: { timeout: timeoutMs } });
  const log: Attempt[] = [];
  const underWay = new Set<Promise<void>>();
  let heldBack: Delivery[] = [];
  let holding: ((event: string) => boolean) | undefined;
  let copies = 1;
  let sequence = 0;

  const attempt = async (delivery: Delivery, redelivery: boolean): Promise<Attempt | undefined> => {
    const { url } = delivery.app.hook;
    if (url === undefined) return undefined;
    const id = createAttemptId(++sequence);
    const made = await sendDelivery(delivery, url, { dispatcher, timeoutMs, id, redelivery, now });
    log.push(made);
    if (log.length > keptAttempts) log.shift();
    return made;
  };

  const track = (work: Promise<void>): Promise<void> => {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  };

  const sendNow = async (delivery: Delivery): Promise<void> => {
    for (let copy = 0; copy < copies; copy += 1) await attempt(delivery, false);
  };

  const idle = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.allSettled(underWay);
  };

  return {
    send(delivery) {
      if (holding?.(delivery.event)) {
        heldBack.push(delivery);
        return Promise.resolve();
      }
      return track(sendNow(delivery));
    },
    async redeliver(earlier) {
      let made: Attempt | undefined;
      await track(
        attempt(earlier.delivery, true).then((answer) => {
          made = answer;
        }),
      );
      return made ?? earlier;
    },
    attempts: (appId) => log.filter((each) => each.delivery.app.id === appId && isKept(each, now())).sort(newestFirst),
    hold(events) {
      holding = (event) => events.length === 0 || events.includes(event);
    },
    held: () => [...heldBack],
    async release(arrange) {
      const deliveries = arrange(heldBack);
      heldBack = [];
      holding = undefined;
      for (const delivery of deliveries) await track(sendNow(delivery));
    },
    setCopies(count) {
      copies = count;
    },
    background(work) {
      void track(work);
    },
    idle,
    async close() {
      await dispatcher.destroy();
      await idle();
    },
  };
}

/** All ids have as many digits, so that their texts are in the order of their numbers. */
function newestFirst(one: Attempt, other: Attempt): number {
  return one.id < other.id ? 1 : -1;
}

/** GitHub shows, and sends again, what is at most this old. */
const keptMs = 3 * 24 * 60 * 60 * 1000;

function isKept({ deliveredAt }: Attempt, now: Date): boolean {
  return now.getTime() - deliveredAt.getTime() <= keptMs;
}
