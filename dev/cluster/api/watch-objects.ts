import { badRequest, expired, toStatus } from '../store/failure.ts';
import type { Change, ObjectStore } from '../store/object-store.ts';
import { apiVersionOf } from '../store/resource.ts';
import type { Selector } from '../store/select-objects.ts';
import { type Answer, answerFailure, type Exchange } from './exchange.ts';
import { isTrue, type ResourceAddress } from './parse-request.ts';
import { readSelectors } from './read-objects.ts';
import { type Representation, representText } from './represent-object.ts';

/** The open watches, so that all of them can be ended at once. */
export type OpenWatches = Set<OpenWatch>;

export interface OpenWatch {
  /** Sends `ERROR` with a 410 and ends the watch, as when its version fell out of the history. */
  expire(): void;
  end(): void;
}

export interface WatchSettings {
  store: ObjectStore;
  watches: OpenWatches;
  bookmarkMs: number;
}

const maxUnsentBytes = 32 * 1024 * 1024;
const defaultTimeoutSeconds = 1800;

/**
 * Answers a watch: what happened after `resourceVersion`, or what is there and then what happens. Events are sent as they come;
 * bookmarks every now and then and before the end when they are allowed.
 */
export function watchObjects(
  settings: WatchSettings,
  exchange: Exchange,
  request: { address: ResourceAddress; representation: Representation },
): Answer {
  const { store, watches } = settings;
  const { query, response } = exchange;
  const { address, representation } = request;
  const selector = readSelectors(query);
  if (!selector.ok) return answerFailure(selector.failure);
  const since = query.get('resourceVersion') ?? '';
  if (since !== '' && !/^\d+$/.test(since)) {
    return answerFailure(badRequest(`invalid resource version ${JSON.stringify(since)}`));
  }

  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  const write = (type: string, object: string) => {
    response.write(`{"type":"${type}","object":${object}}\n`);
    if (response.writableLength > maxUnsentBytes) response.destroy();
  };
  const bookmarks = isTrue(query.get('allowWatchBookmarks'));
  const bookmark = (annotations?: Record<string, string>) =>
    write('BOOKMARK', JSON.stringify(describeBookmark(settings, request, annotations)));
  const matches = (change: Change) => isInside(change, address);
  const tell = (change: Change) => {
    const event = eventFor(change, selector.value);
    if (event !== undefined) write(event.type, representText(event.object, representation));
  };
  const unsubscribe = store.subscribe((change) => {
    if (matches(change)) tell(change);
  });
  const timeoutSeconds = Number(query.get('timeoutSeconds') ?? 0) || defaultTimeoutSeconds;
  const timeout = setTimeout(() => watch.end(), timeoutSeconds * 1000);
  const ticking = bookmarks ? setInterval(() => bookmark(), settings.bookmarkMs) : undefined;
  const watch: OpenWatch = {
    expire() {
      sendExpired(write, store);
      stop();
    },
    end() {
      if (bookmarks) bookmark();
      stop();
    },
  };
  const stop = () => {
    cleanUp();
    response.end();
  };
  const cleanUp = () => {
    unsubscribe();
    clearTimeout(timeout);
    clearInterval(ticking);
    watches.delete(watch);
  };
  watches.add(watch);
  response.on('close', cleanUp);

  const past = since === '' || since === '0' ? undefined : store.changesSince(address.resource, Number(since));
  if (past === 'expired') watch.expire();
  else if (past !== undefined) for (const change of past.filter(matches)) tell(change);
  else {
    for (const object of store.list(address.resource, address.namespace).filter(selector.value)) {
      write('ADDED', representText(object, representation));
    }
    const streamsList = isTrue(query.get('sendInitialEvents')) && bookmarks;
    if (streamsList) bookmark({ 'k8s.io/initial-events-end': 'true' });
  }
  return 'streaming';
}

function isInside(change: Change, address: ResourceAddress): boolean {
  if (change.resource !== address.resource) return false;
  return address.namespace === undefined || change.object.metadata.namespace === address.namespace;
}

/** A change as a watch with this selector sees it: an object that no longer matches is deleted for it. */
function eventFor(change: Change, selector: Selector): Pick<Change, 'type' | 'object'> | undefined {
  const before = change.previous !== undefined && selector(change.previous);
  const now = change.type !== 'DELETED' && selector(change.object);
  if (now) return { type: before ? 'MODIFIED' : 'ADDED', object: change.object };
  return before ? { type: 'DELETED', object: change.object } : undefined;
}

function sendExpired(write: (type: string, object: string) => void, store: ObjectStore): void {
  write('ERROR', JSON.stringify(toStatus(expired(`too old resource version (current: ${store.version()})`))));
}

function describeBookmark(
  settings: WatchSettings,
  request: { address: ResourceAddress; representation: Representation },
  annotations: Record<string, string> | undefined,
): object {
  const { resource } = request.address;
  const isMetadata = request.representation === 'metadata';
  return {
    kind: isMetadata ? 'PartialObjectMetadata' : resource.kind,
    apiVersion: isMetadata ? 'meta.k8s.io/v1' : apiVersionOf(resource),
    metadata: {
      resourceVersion: String(settings.store.version()),
      creationTimestamp: null,
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
}
