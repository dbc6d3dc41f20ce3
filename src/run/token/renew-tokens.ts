import type { Logger } from 'pino';
import type { GithubFailure } from '../../github/github.ts';
import type { ClusterObjects, ObjectHead } from '../../kubernetes/cluster-objects.ts';
import { annotations } from '../../kubernetes/labels.ts';
import { type LiveRun, listLiveRuns, type RunLookup } from '../cancel/list-live-runs.ts';
import { secretKind } from '../kept/kept-kinds.ts';
import type { RunTokens } from './run-tokens.ts';
import { renewTokenSecret, tokenLabels } from './token-secret.ts';

export interface RenewalTools extends RunLookup {
  cluster: Pick<ClusterObjects, 'listObjects' | 'patchObject'>;
  tokens: RunTokens;
  /** Milliseconds since 1970. */
  now: () => number;
  log: Pick<Logger, 'warn'>;
}

/** Tokens last an hour; a kubelet may take two minutes to hand a new one to a volume, and GitHub may be away for a while. */
const renewBeforeMs = 20 * 60 * 1000;

/**
 * Puts a new token into the Secrets of live runs whose token ends soon. Which repository a token is for is read from what this app
 * signed on the Workflow, never from the Secret: who may write Secrets must not get tokens of other repositories.
 */
export async function renewTokens(namespace: string, tools: RenewalTools): Promise<void> {
  const selector = Object.entries(tokenLabels(tools.appId)).map(([key, value]) => `${key}=${value}`);
  const listed = await tools.cluster.listObjects({ served: secretKind, namespace }, selector.join(','));
  if (!listed.ok) {
    // Where nothing may be looked at, this app has kept nothing.
    if (listed.failure.kind === 'later') say(tools, namespace, listed.failure.message);
    return;
  }
  const due = listed.value.filter((secret) => endsSoon(secret, tools.now()));
  if (due.length === 0) return;
  const live = await listLiveRuns(namespace, {}, tools);
  if (!live.ok) return say(tools, namespace, live.failure.message);
  const runs = new Map(live.value.map((run) => [run.name, run]));
  for (const secret of due) {
    const run = runs.get(secret.metadata.name);
    if (run !== undefined) await renewToken(secret, run, tools);
  }
}

async function renewToken(secret: ObjectHead, { identity }: LiveRun, tools: RenewalTools): Promise<void> {
  const { namespace, name, uid } = secret.metadata;
  const made = await tools.tokens.get({ installationId: identity.installationId, id: identity.repositoryId });
  if (!made.ok) return sayUnlessGone(tools, `${namespace}/${name}`, made.failure);
  const body = renewTokenSecret(uid, made.value, { webUrl: tools.tokens.webUrl });
  const place = { served: secretKind, namespace, name };
  const patch = { strategy: 'application/merge-patch+json', body } as const;
  const patched = await tools.cluster.patchObject(place, patch, { dryRun: false });
  const isGone = !patched.ok && (patched.failure.kind === 'absent' || patched.failure.kind === 'conflict');
  if (!patched.ok && !isGone) say(tools, `${namespace}/${name}`, patched.failure.message);
}

/** An annotation that cannot be read is one to be written anew. */
function endsSoon({ metadata }: ObjectHead, now: number): boolean {
  const expiresAt = Date.parse(metadata.annotations?.[annotations.expires] ?? '');
  return !(expiresAt - now > renewBeforeMs);
}

/** Runs of an installation that is gone end without a token. */
function sayUnlessGone(tools: RenewalTools, where: string, failure: GithubFailure): void {
  if (failure.kind !== 'gone') say(tools, where, failure.message);
}

function say({ log }: RenewalTools, where: string, reason: string): void {
  log.warn({ where, reason }, 'the token of a run was not renewed; it is tried again');
}
