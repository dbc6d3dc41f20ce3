import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkflowWatch } from '../kubernetes.ts';
import { watchHeads } from './watch-heads.ts';
import { defaultWatchTimes, type WatchTimes } from './watch-objects.ts';

/** A scripted API server: each request takes the next answer; without one it is left open. */
type Answer = (response: ServerResponse) => void;

let server: Server;
let answers: Answer[];
let urls: URL[];
let accepts: string[];
let open: Set<ServerResponse>;
let mostOpenWatches: number;
let told: string[];
let troubles: string[];
let watch: WorkflowWatch | undefined;

beforeEach(async () => {
  answers = [];
  urls = [];
  accepts = [];
  open = new Set();
  mostOpenWatches = 0;
  told = [];
  troubles = [];
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://server');
    urls.push(url);
    accepts.push(request.headers.accept ?? '');
    open.add(response);
    response.on('close', () => open.delete(response));
    mostOpenWatches = Math.max(mostOpenWatches, open.size);
    answers.shift()?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await watch?.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function start(times: Partial<WatchTimes> = {}, onChange?: () => void): void {
  const connection = {
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorize: async () => ({ headers: { authorization: 'Bearer t' }, dispatcher: undefined }),
  };
  const listener = {
    onChange: (change: { type: string; head: { metadata: { name: string; resourceVersion: string } } }) => {
      told.push(`${change.type} ${change.head.metadata.name}@${change.head.metadata.resourceVersion}`);
      onChange?.();
    },
    onSynced: () => told.push('synced'),
    onTrouble: (trouble: string, reason: string) => troubles.push(`${trouble}: ${reason}`),
  };
  watch = watchHeads(connection, { path: '/workflows', labelSelector: 'a=b' }, listener, {
    ...defaultWatchTimes,
    firstBackoffMs: 1,
    maxBackoffMs: 5,
    ...times,
  });
}

function head(name: string, version: number, uid = `uid-${name}`) {
  const metadata = { name, namespace: 'ci', uid, resourceVersion: String(version), managedFields: [{ manager: 'x' }] };
  return { kind: 'PartialObjectMetadata', metadata };
}

function list(version: number, items: unknown[], next?: string): Answer {
  return (response) =>
    response.end(JSON.stringify({ metadata: { resourceVersion: String(version), continue: next }, items }));
}

function line(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}

/** Writes these pieces of a watch stream and leaves it open. */
function stream(...pieces: (string | Buffer)[]): Answer {
  return (response) => {
    response.flushHeaders();
    for (const piece of pieces) {
      response.write(piece);
    }
  };
}

/** Like `stream`, but the server then ends it. */
function endedStream(...pieces: string[]): Answer {
  return (response) => response.end(pieces.join(''));
}

function status(code: number, message: string): Answer {
  return (response) => response.writeHead(code).end(JSON.stringify({ kind: 'Status', code, message }));
}

async function until(...expected: string[]): Promise<void> {
  await vi.waitFor(() => expect(told).toEqual(expected), { timeout: 5000, interval: 2 });
}

describe('watchHeads', () => {
  it('lists page by page, then watches from the version of the list, metadata only', async () => {
    answers = [
      list(10, [head('a', 3), head('b', 4)], 'page2'),
      list(10, [head('c', 5)]),
      stream(line('ADDED', head('d', 11))),
    ];
    start({ serverTimeoutMs: 290_000 });
    await until('seen a@3', 'seen b@4', 'seen c@5', 'synced', 'seen d@11');
    expect(urls.map((url) => Object.fromEntries(url.searchParams))).toEqual([
      { labelSelector: 'a=b', limit: '500' },
      { labelSelector: 'a=b', limit: '500', continue: 'page2' },
      {
        labelSelector: 'a=b',
        resourceVersion: '10',
        watch: 'true',
        allowWatchBookmarks: 'true',
        timeoutSeconds: '290',
      },
    ]);
    expect(accepts[0]).toMatch(/^application\/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,/);
    expect(accepts[2]).toMatch(/^application\/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,/);
    expect(troubles).toEqual([]);
  });

  it('tells changes and deletions in order', async () => {
    answers = [
      list(10, [head('a', 3)]),
      stream(line('MODIFIED', head('a', 11)), line('DELETED', head('a', 12)), line('ADDED', head('b', 13))),
    ];
    start();
    await until('seen a@3', 'synced', 'seen a@11', 'gone a@12', 'seen b@13');
  });

  it('drops managedFields from heads', async () => {
    answers = [list(10, [head('a', 3)])];
    let seen: unknown;
    const connection = {
      server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      authorize: async () => ({ headers: {}, dispatcher: undefined }),
    };
    const listener = {
      onChange: (change: unknown) => {
        seen = change;
      },
      onSynced: () => undefined,
      onTrouble: () => undefined,
    };
    watch = watchHeads(connection, { path: '/w', labelSelector: '' }, listener, defaultWatchTimes);
    const metadata = { name: 'a', namespace: 'ci', uid: 'uid-a', resourceVersion: '3' };
    await vi.waitFor(() => expect(seen).toEqual({ type: 'seen', head: { metadata } }));
  });

  it('puts together lines and characters that the network cut', async () => {
    const bytes = Buffer.from(line('ADDED', head('naïve-ü', 11)) + line('ADDED', head('b', 12)));
    const cut = bytes.indexOf('ü') + 1;
    answers = [
      list(10, []),
      (response) => {
        response.write(bytes.subarray(0, cut));
        setImmediate(() => response.write(bytes.subarray(cut, cut + 5), () => response.write(bytes.subarray(cut + 5))));
      },
    ];
    start();
    await until('synced', 'seen naïve-ü@11', 'seen b@12');
  });

  it('goes on from the last version when the server ends the watch, bookmarks included', async () => {
    answers = [
      list(10, []),
      endedStream(line('ADDED', head('a', 11)), line('BOOKMARK', { metadata: { resourceVersion: '20' } })),
      stream(line('ADDED', head('b', 21))),
    ];
    start();
    await until('synced', 'seen a@11', 'seen b@21');
    expect(urls.map((url) => url.searchParams.get('resourceVersion'))).toEqual([null, '10', '20']);
    expect(mostOpenWatches).toBe(1);
  });

  it('goes on from the last whole line when a stream ends in half a line', async () => {
    answers = [
      list(10, []),
      endedStream(line('ADDED', head('a', 11)), '{"type":"ADDED","obj'),
      stream(line('ADDED', head('b', 12))),
    ];
    start();
    await until('synced', 'seen a@11', 'seen b@12');
    expect(urls[2]?.searchParams.get('resourceVersion')).toBe('11');
  });

  it.each([
    ['broken JSON', '{"type":"ADDED"\n'],
    ['an unknown type', `${JSON.stringify({ type: 'WHAT', object: {} })}\n`],
    ['an object without a uid', line('ADDED', { metadata: { name: 'x' } })],
    ['a bookmark without a version', line('BOOKMARK', {})],
    ['a JSON number', '5\n'],
  ])('comes back to a line that is %s, and misses nothing', async (_, bad) => {
    answers = [list(10, []), stream(line('ADDED', head('a', 11)), bad), stream(line('ADDED', head('b', 12)))];
    start();
    await until('synced', 'seen a@11', 'seen b@12');
    expect(urls[2]?.searchParams.get('resourceVersion')).toBe('11');
    expect(troubles).toEqual(['broken: a line that is no event']);
  });

  it('lists again when it breaks at the same place again and again', async () => {
    answers = [list(10, [])];
    for (let index = 0; index < 4; index += 1) {
      answers.push(endedStream('rubbish\n'));
    }
    answers.push(list(15, [head('a', 14)]), stream());
    start();
    await until('synced', 'seen a@14', 'synced');
    const kinds = urls.slice(0, 6).map((url) => (url.searchParams.has('watch') ? 'watch' : 'list'));
    expect(kinds).toEqual(['list', 'watch', 'watch', 'watch', 'watch', 'list']);
  });

  it.each([
    ['an HTTP 410', status(410, 'too old resource version')],
    ['an ERROR event', stream(line('ERROR', { kind: 'Status', code: 410, message: 'too old resource version' }))],
    ['another ERROR event', stream(line('ERROR', { kind: 'Status', code: 500, message: 'too old resource version' }))],
  ])('lists again after %s and tells what is gone, changed and made anew meanwhile', async (_, expired) => {
    answers = [
      list(10, [head('kept', 1), head('changed', 2), head('vanished', 3), head('remade', 4)]),
      expired,
      list(30, [head('kept', 1), head('changed', 25), head('remade', 26, 'another-uid'), head('new', 27)]),
      stream(),
    ];
    start();
    await until(
      ...['seen kept@1', 'seen changed@2', 'seen vanished@3', 'seen remade@4', 'synced'],
      ...['seen changed@25', 'gone remade@4', 'seen remade@26', 'seen new@27', 'gone vanished@3', 'synced'],
    );
    await vi.waitFor(() => expect(urls.at(-1)?.searchParams.get('resourceVersion')).toBe('30'));
    expect(troubles).toEqual([expect.stringMatching(/^expired: .*too old resource version/)]);
  });

  it('tells nothing twice when a list repeats what is known', async () => {
    answers = [list(10, [head('a', 3)]), status(410, 'expired'), list(11, [head('a', 3)]), stream()];
    start();
    await until('seen a@3', 'synced', 'synced');
  });

  it('ignores the deletion of a Workflow that was made again since', async () => {
    answers = [
      list(10, [head('a', 3, 'new')]),
      stream(line('DELETED', head('a', 11, 'old')), line('ADDED', head('b', 12))),
    ];
    start();
    await until('seen a@3', 'synced', 'seen b@12');
  });

  it('starts a list over that grew too old between two pages', async () => {
    answers = [
      list(10, [head('a', 3)], 'page2'),
      status(410, 'The provided continue parameter is too old'),
      list(20, [head('a', 3), head('b', 15)]),
      stream(),
    ];
    start();
    await until('seen a@3', 'seen b@15', 'synced');
    expect(urls[2]?.searchParams.has('continue')).toBe(false);
  });

  it.each([
    ['500', status(500, 'etcd leader changed')],
    ['403', status(403, 'workflows is forbidden')],
    ['a lost connection', (response: ServerResponse) => response.destroy()],
    ['a page of a proxy', (response: ServerResponse) => response.end('<html>')],
    ['a list of something else', (response: ServerResponse) => response.end('{"metadata":{},"items":[]}')],
    ['a list with a broken item', list(10, [{ metadata: {} }])],
  ])('tries a list again after %s', async (_, trouble) => {
    answers = [trouble, trouble, list(10, [head('a', 3)]), stream()];
    start();
    await until('seen a@3', 'synced');
    expect(troubles.map((each) => each.split(':')[0])).toEqual(['list-failed', 'list-failed']);
  });

  it.each([
    ['500', status(500, 'etcd leader changed')],
    ['a lost connection', (response: ServerResponse) => response.destroy()],
  ])('opens a watch again from the same version after %s', async (_, trouble) => {
    answers = [list(10, []), trouble, trouble, stream(line('ADDED', head('a', 11)))];
    start();
    await until('synced', 'seen a@11');
    expect(urls.map((url) => url.searchParams.get('resourceVersion'))).toEqual([null, '10', '10', '10']);
  });

  it('takes a connection on which nothing comes for dead', async () => {
    answers = [list(10, []), stream(), stream(line('ADDED', head('a', 11)))];
    start({ idleMs: 40 });
    await until('synced', 'seen a@11');
    expect(troubles[0]).toBe('broken: nothing came for 40 ms');
    expect(mostOpenWatches).toBeLessThanOrEqual(2);
  });

  it('keeps a connection on which bookmarks come', async () => {
    let bookmarks = 0;
    answers = [
      list(10, []),
      (response) => {
        const timer = setInterval(() => {
          bookmarks += 1;
          response.write(line('BOOKMARK', { metadata: { resourceVersion: String(10 + bookmarks) } }));
        }, 30);
        response.on('close', () => clearInterval(timer));
      },
    ];
    start({ idleMs: 600 });
    await vi.waitFor(() => expect(bookmarks).toBeGreaterThan(30), { timeout: 10_000 });
    expect(urls.length).toBe(2);
    expect(troubles).toEqual([]);
  });

  it('goes on when its listener throws, and says so', async () => {
    answers = [list(10, [head('a', 3)]), stream(line('ADDED', head('b', 11)))];
    start({}, () => {
      throw new Error('a defect');
    });
    await until('seen a@3', 'synced', 'seen b@11');
    expect(troubles).toEqual(['listener-failed: a defect', 'listener-failed: a defect']);
  });

  it.each([
    ['in the middle of a watch', [list(10, []), stream()], 2],
    ['while a list is not answered', [], 1],
  ])('stops at once %s, closes its connection and asks nothing more', async (_, given, requests) => {
    answers = given;
    start();
    await vi.waitFor(() => expect(urls.length).toBe(requests));
    await watch?.stop();
    await vi.waitFor(() => expect(open.size).toBe(0));
    expect(urls.length).toBe(requests);
    expect(troubles).toEqual([]);
  });

  it('stops at once while it waits to try again', async () => {
    answers = [status(500, 'down')];
    start({ firstBackoffMs: 60_000, maxBackoffMs: 60_000 });
    await vi.waitFor(() => expect(troubles.length).toBe(1));
    await watch?.stop();
    expect(urls.length).toBe(1);
  });
});
