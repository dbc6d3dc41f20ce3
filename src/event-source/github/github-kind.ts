import { once } from 'node:events';
import { listenOnEndpoint } from '../port/listen-on-endpoint.ts';
import type { SourceKind } from '../source-kind.ts';
import { type GithubSource, readGithub } from './read-github.ts';
import { makeHookReader } from './read-github-hook.ts';

/** GitHub: hooks with a secret of their own are listened to here; what the App's webhook brings needs no listening. */
export const githubKind: SourceKind<GithubSource> = {
  leaderOnly: false,
  read: readGithub,
  async listen(source, feed, world) {
    const { hook } = source;
    if (hook === undefined) {
      world.onTrouble(undefined);
      if (!feed.signal.aborted) await once(feed.signal, 'abort');
      return;
    }
    const { endpoint, secret } = hook;
    await listenOnEndpoint(
      {
        ...{ endpoint, feed, secrets: { hook: secret } },
        makeReader: (secrets) =>
          makeHookReader(source, secrets.hook ?? '', { maxBytes: endpoint.maxBytes, now: world.now }),
      },
      world,
    );
  },
};
