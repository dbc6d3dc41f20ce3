import { watch } from 'node:fs';
import { type Problem, problem } from '../problem/problem.ts';
import { listManifestFiles, readManifestFiles } from './list-manifest-files.ts';
import { type Manifests, noManifests } from './manifests.ts';
import { areBroken, type ReadManifests, readManifests } from './read-manifests.ts';

export interface ManifestsOptions {
  directory: string;
  /** `ARGO_NAMESPACE`. */
  namespace: string | undefined;
  /** Documents that are in force from now on; also the first ones. */
  onChange: (manifests: Manifests) => void;
  /** All that is wrong with the files after each change; empty when all is well. */
  onProblems: (problems: Problem[]) => void;
  /** Time between two looks; 1 s unless told. */
  intervalMs?: number;
  /** What changed counts once it has stayed like that for so long; 250 ms unless told. */
  settleMs?: number;
}

export type OpenedManifests = { ok: true; manifests: WatchedManifests } | { ok: false; problem: Problem };

export interface WatchedManifests {
  current(): Manifests;
  /** Looks at the folder now. */
  check(): Promise<void>;
  stop(): void;
}

/**
 * Keeps up with the operator's documents. The folder is looked at every second, because the links of a mounted ConfigMap are swapped
 * where no watch sees it; where one does, it is looked at once more at once. An error in any file keeps the last good documents, all of
 * them, since they belong together. A file that is just being written may read well and lack half of its documents, so a change counts only
 * once nothing has changed any more for a moment. At the start, when there are none yet, those without errors count; a folder that cannot be read then is
 * a problem. Resolves after the first look.
 */
export async function watchManifests(options: ManifestsOptions): Promise<OpenedManifests> {
  const { directory, namespace, settleMs = 250 } = options;
  let current: Manifests | undefined;
  let seen: string | undefined;
  let said = '';
  let looking: Promise<void> | undefined;
  let isDue = false;
  let failure: Problem | undefined;
  let settling: { signature: string; since: number; timer: NodeJS.Timeout } | undefined;

  const say = (problems: Problem[]) => {
    const text = JSON.stringify(problems);
    if (text === said || (said === '' && problems.length === 0)) return;
    said = text;
    options.onProblems(problems);
  };

  const take = ({ manifests, problems }: ReadManifests) => {
    if (areBroken(problems) && current !== undefined) return say([...problems, problem('manifests.kept', {})]);
    current = manifests;
    options.onChange(manifests);
    say(problems);
  };

  const fail = (reason: Problem) => {
    seen = undefined;
    failure = reason;
    say([reason]);
  };

  const isSettled = (signature: string): boolean => {
    if (settling?.signature === signature) return performance.now() - settling.since >= settleMs;
    clearTimeout(settling?.timer);
    settling = { signature, since: performance.now(), timer: setTimeout(() => void check(), settleMs + 10).unref() };
    return false;
  };
  const look = async () => {
    const listed = await listManifestFiles(directory);
    if (!listed.ok) return fail(listed.problem);
    if (listed.signature === seen) return;
    if (current !== undefined && !isSettled(listed.signature)) return;
    const read = await readManifestFiles(directory, listed.files);
    if (!read.ok) return fail(read.problem);
    seen = listed.signature;
    take(readManifests(read.files, namespace));
  };

  /** Whoever asks while it is being looked at gets a look that began later. */
  const check = async (): Promise<void> => {
    if (looking !== undefined) {
      isDue = true;
      return await looking;
    }
    looking = (async () => {
      do {
        isDue = false;
        await look();
      } while (isDue);
    })().finally(() => {
      looking = undefined;
    });
    return await looking;
  };

  await check();
  if (current === undefined && failure !== undefined) return { ok: false, problem: failure };
  const timer = setInterval(() => void check(), options.intervalMs ?? 1000);
  timer.unref();
  const stopWatching = watchFolder(directory, () => void check());
  return {
    ok: true,
    manifests: {
      current: () => current ?? noManifests,
      check,
      stop() {
        clearInterval(timer);
        clearTimeout(settling?.timer);
        stopWatching();
      },
    },
  };
}

/** A folder that cannot be watched is looked at every second all the same. */
function watchFolder(directory: string, onChange: () => void): () => void {
  try {
    const watcher = watch(directory, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    // The look itself says why the folder cannot be read.
    return () => undefined;
  }
}
