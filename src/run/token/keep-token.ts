import type { ReadToken } from '../../github/installations/installations.ts';
import type { ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import { labels } from '../../kubernetes/labels.ts';
import { laterAfter } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import { secretKind } from '../kept/kept-kinds.ts';
import { type NotKept, notKept } from '../kept/not-kept.ts';
import type { RunTokens } from './run-tokens.ts';
import { describeTokenSecret, renewTokenSecret, type TokenSecretPlace, tokenLabels } from './token-secret.ts';

export interface TokenTools {
  appId: number;
  cluster: Pick<ClusterObjects, 'createObject' | 'patchObject' | 'deleteObject' | 'listObjects'>;
  tokens: RunTokens;
  /** Milliseconds since 1970. */
  now: () => number;
}

export type KeptToken =
  /** `isNew`: it was made now, so it may be taken away again where the run comes to nothing. */
  { kind: 'kept'; uid: string; isNew: boolean } | NotKept;

const mergePatch = 'application/merge-patch+json';
const forReal = { dryRun: false };

/**
 * The Secret with a token for a run, before its Workflow is made: so no step ever waits for it. Doing it again, after a crash or for
 * the same event, finds it and puts in the token of now.
 *
 * Problems: `run.token-refused`, `run.token-later`, `run.secret-taken`, `run.helper-refused`, `run.cluster-away`.
 */
export async function keepToken(
  place: TokenSecretPlace,
  installationId: number,
  tools: TokenTools,
): Promise<KeptToken> {
  const made = await tools.tokens.get({ installationId, id: place.repositoryId });
  if (!made.ok) {
    const { failure } = made;
    const reason = failure.message;
    if (failure.kind !== 'later') return { kind: 'refused', problem: problem('run.token-refused', { reason }) };
    return laterAfter(failure, problem('run.token-later', { reason }));
  }
  const { appId, cluster, tokens, now } = tools;
  const secret = describeTokenSecret(place, made.value, { appId, webUrl: tokens.webUrl, now: now() });
  const created = await cluster.createObject({ served: secretKind, namespace: place.namespace }, secret, forReal);
  if (created.ok) return { kind: 'kept', uid: created.value.metadata.uid ?? '', isNew: true };
  return created.failure.kind === 'exists'
    ? await takeUp(place, made.value, tools)
    : notKept(created.failure, 'Secret');
}

/** The name is taken: by this run's own Secret, of an earlier try, or by one that is none of this app's business. */
async function takeUp(
  place: TokenSecretPlace,
  token: ReadToken,
  { appId, cluster, tokens, now }: TokenTools,
): Promise<KeptToken> {
  const { namespace, name, repositoryId } = place;
  const wanted = { ...tokenLabels(appId), [labels.repositoryId]: String(repositoryId) };
  const selector = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
  const listed = await cluster.listObjects({ served: secretKind, namespace }, selector.join(','));
  if (!listed.ok) return notKept(listed.failure, 'Secret');
  const uid = listed.value.find((each) => each.metadata.name === name)?.metadata.uid;
  if (uid === undefined) return { kind: 'refused', problem: problem('run.secret-taken', { name }) };
  const body = renewTokenSecret(uid, token, { webUrl: tokens.webUrl, usedAt: now() });
  const patched = await cluster.patchObject(
    { served: secretKind, namespace, name },
    { strategy: mergePatch, body },
    forReal,
  );
  return patched.ok ? { kind: 'kept', uid, isNew: false } : notKept(patched.failure, 'Secret');
}

/**
 * Makes the Workflow the Secret's owner, so that the one goes with the other. Where it fails, the sweep does it. `gone`: there is no
 * such Secret any more, so the run is without one.
 */
export async function giveToWorkflow(
  { namespace, name }: Omit<TokenSecretPlace, 'repositoryId'>,
  uids: { secret: string; workflow: string },
  { cluster }: { cluster: Pick<ClusterObjects, 'patchObject'> },
): Promise<'given' | 'gone' | 'failed'> {
  const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name, uid: uids.workflow };
  const body = { metadata: { uid: uids.secret, ownerReferences: [owner] } };
  const place = { served: secretKind, namespace, name };
  const patched = await cluster.patchObject(place, { strategy: mergePatch, body }, forReal);
  if (patched.ok) return 'given';
  return patched.failure.kind === 'absent' || patched.failure.kind === 'conflict' ? 'gone' : 'failed';
}

/** Takes away the Secret of a run that came to nothing. Where it fails, the sweep does it. */
export async function dropToken(
  { namespace, name }: Omit<TokenSecretPlace, 'repositoryId'>,
  uid: string,
  { cluster }: Pick<TokenTools, 'cluster'>,
): Promise<void> {
  await cluster.deleteObject({ served: secretKind, namespace, name }, { uid }, forReal);
}
