import type { Surroundings } from '../world/start-surroundings.ts';

/** A call that is being kept waiting for its answer. */
export interface HeldCall {
  /** Resolves as soon as the app makes the call; with what is done first, as soon as it is done. */
  reached: Promise<unknown>;
}

export interface GithubMatch {
  method: string;
  /** Behind `/api/v3`; GraphQL is `/graphql`. */
  path: RegExp;
  installationId?: number;
}

type ClusterMatch = Parameters<Surroundings['cluster']['injectFault']>[0]['match'];

/** Longer than any test: whoever waits for the answer is killed, or the hold is over, before. */
const forMs = 60_000;

/** Keeps the app waiting for GitHub; what it asks for is not done. */
export async function holdGithubCall({ github }: Surroundings, match: GithubMatch): Promise<HeldCall> {
  const { path, reached } = watch(match.path);
  await github.fail({ match: { ...match, path }, status: 500, delayMs: forMs });
  return { reached };
}

/** Lets one call reach GitHub and do what it asks for only so much later, whatever has become of the app meanwhile. */
export async function delayGithubCall(
  { github }: Surroundings,
  match: GithubMatch,
  delayMs: number,
): Promise<HeldCall> {
  const { path, reached } = watch(match.path);
  await github.fail({ match: { ...match, path }, delayMs, times: 1 });
  return { reached };
}

/** The stand-in asks the pattern about every call, which is how the test hears of it. */
function watch(pattern: RegExp): { path: RegExp; reached: Promise<unknown> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const path = new RegExp(pattern);
  path.test = (text) => {
    const isMeant = pattern.test(text);
    if (isMeant) resolve();
    return isMeant;
  };
  return { path, reached: promise };
}

/** Keeps the app waiting for the cluster, once; with `afterEffect` what it asks for is done all the same. */
export function holdClusterCall(
  { cluster }: Surroundings,
  { where: isMeant = () => true, ...match }: ClusterMatch,
  { afterEffect }: { afterEffect: boolean },
): HeldCall {
  const { promise, resolve } = Promise.withResolvers<void>();
  const where: ClusterMatch['where'] = (request) => {
    if (!isMeant(request)) return false;
    // The effect comes in the same turn, before anything else can run.
    setImmediate(resolve);
    return true;
  };
  cluster.injectFault({ match: { ...match, where }, fault: { hang: true, afterEffect } });
  return { reached: promise };
}
