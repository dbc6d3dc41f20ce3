import { setTimeout } from 'node:timers/promises';
import { describeFailure } from '../../bus/describe-failure.ts';
import type { EventSourceKind, Records } from '../../bus/event-bus.ts';
import type { ClusterClient } from '../../kubernetes/create-kubernetes.ts';
import type { LeaderDuties } from '../../leader/leadership.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { boundLog } from '../../webhook/bound-log.ts';
import type { BodyRoom } from '../../webhook/read-body.ts';
import type { SourceDocument, SourceEntry } from '../document/source-document.ts';
import type { HookPorts } from '../port/hook-ports.ts';
import type { SourceWorld } from '../source-kind.ts';
import { createFeed, type FeedTools } from './create-feed.ts';

export interface SourcesTools extends FeedTools {
  records: Records;
  cluster: ClusterClient;
  ports: HookPorts;
  room: BodyRoom;
  onAnswer: (kind: EventSourceKind, status: number) => void;
  /** How many are listening, and how many would but cannot, after each change. */
  onCount: (count: { listening: number; troubled: number }) => void;
}

/** EventSources as they are listened to now. */
export interface EventSources extends LeaderDuties {
  /** Starts what is new, stops what is gone, and starts anew what changed; the rest goes on undisturbed. */
  apply(documents: readonly SourceDocument[]): void;
  stop(): Promise<void>;
}

interface Running {
  text: string;
  abort: AbortController;
  ended: Promise<void>;
  trouble: Problem | undefined;
  isListening: boolean;
}

interface Wanted {
  document: SourceDocument;
  entry: SourceEntry;
}

const restartPauseMs = 1000;
const longestPauseMs = 60_000;
const unreadableLinesPerMinute = 5;

/**
 * Keeps the EventSources of documents listening: kinds that one replica alone listens to only while this one leads. A source that ends
 * by itself or throws is started again with growing pauses.
 */
export function runEventSources(tools: SourcesTools): EventSources {
  const running = new Map<string, Running>();
  let wanted = new Map<string, Wanted>();
  let isLeading = false;
  let isStopped = false;

  const count = () => {
    const all = [...running.values()];
    const troubled = all.filter((each) => each.trouble !== undefined).length;
    tools.onCount({ listening: all.filter((each) => each.isListening).length, troubled });
  };

  /** Brings what runs in line with what is wanted; what has to end first is begun again when it has. */
  const settle = () => {
    const meant = new Map(
      isStopped ? [] : [...wanted].filter(([, each]) => isLeading || !each.entry.source.leaderOnly),
    );
    for (const [key, each] of running) {
      if (meant.get(key)?.entry.text !== each.text) each.abort.abort();
    }
    for (const [key, each] of meant) {
      if (!running.has(key)) start(key, each);
    }
    count();
  };

  const start = (key: string, { document, entry }: Wanted) => {
    const abort = new AbortController();
    const started: Running = {
      ...{ text: entry.text, abort, trouble: undefined, isListening: false },
      ended: Promise.resolve(),
    };
    const onTrouble = (trouble: Problem | undefined) => {
      const isNew = trouble?.message !== started.trouble?.message;
      started.trouble = trouble;
      started.isListening = trouble === undefined;
      if (trouble !== undefined && isNew)
        tools.log.error({ source: key, code: trouble.code, hint: trouble.hint }, trouble.message);
      count();
    };
    started.ended = keepListening({ document, entry }, { signal: abort.signal, onTrouble }, tools).finally(() => {
      running.delete(key);
      settle();
    });
    running.set(key, started);
    tools.log.info({ source: key }, 'listening to an event source');
  };

  return {
    apply(documents) {
      wanted = new Map(
        documents.flatMap((document) =>
          document.entries.map((entry): [string, Wanted] => [
            `${document.namespace}/${document.name}/${entry.kind}/${entry.event}`,
            { document, entry },
          ]),
        ),
      );
      settle();
    },
    begin() {
      isLeading = true;
      settle();
    },
    async end() {
      isLeading = false;
      settle();
      await Promise.all([...running.values()].flatMap((each) => (each.abort.signal.aborted ? [each.ended] : [])));
    },
    async stop() {
      isStopped = true;
      settle();
      await Promise.all([...running.values()].map((each) => each.ended));
      await tools.ports.stop();
    },
  };
}

async function keepListening(
  { document, entry }: Wanted,
  { signal, onTrouble }: { signal: AbortSignal; onTrouble: SourceWorld['onTrouble'] },
  tools: SourcesTools,
): Promise<void> {
  const { namespace, name } = document;
  const kind = busKindOf(entry.kind);
  const feed = createFeed(
    {
      ...{ kind, tenant: `operator/${namespace}/${name}`, event: entry.event },
      ...(entry.filter === undefined ? {} : { filter: entry.filter }),
      ...(entry.metadata === undefined ? {} : { metadata: entry.metadata }),
    },
    tools,
    signal,
  );
  const { cluster, records, now, log, ports, room } = tools;
  const warn = boundLog(log, unreadableLinesPerMinute, now);
  const world: SourceWorld = {
    ...{ cluster, records, now, log, ports, room, onTrouble },
    place: { namespace, eventSource: name, event: entry.event },
    onAnswer: (status) => tools.onAnswer(kind, status),
    onUnreadable: ({ code, hint, message }) => {
      tools.onHeard(kind, 'unreadable');
      const fields = { source: `${namespace}/${name}/${entry.event}`, code, hint };
      warn({ level: 'warn', subject: code, fields, message });
    },
  };
  for (let pauseMs = restartPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const reason = await entry.source.listen(feed, world).then(() => 'it returned', describeFailure);
    if (signal.aborted) return;
    onTrouble(problem('source.stopped', { reason }));
    await setTimeout(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

function busKindOf(kind: string): EventSourceKind {
  return kind === 'github' ? 'github-hook' : (kind as EventSourceKind);
}
