import type { CheckRunView } from '../payload/check-payload.ts';
import type { GithubControl } from './actions.ts';

/** Waits for a check run that the predicate likes. Rejects after `timeoutMs` with what there was instead. */
export type WaitForCheckRun = (predicate: (run: CheckRunView) => boolean, timeoutMs?: number) => Promise<CheckRunView>;

function describe({ conclusion, name, repository, status, title }: CheckRunView): string {
  return `${repository} ${name}: ${conclusion ?? status} (${title ?? 'no title'})`;
}

export function createWaitForCheckRun(
  control: Pick<GithubControl, 'checkRuns' | 'nextCheckRunChange'>,
): WaitForCheckRun {
  return async (predicate, timeoutMs = 40_000) => {
    const deadline = performance.now() + timeoutMs;
    let { runs, seen } = await control.nextCheckRunChange({ seen: 0, timeoutMs: 0 });
    for (;;) {
      const found = runs.find(predicate);
      if (found !== undefined) return found;
      const left = deadline - performance.now();
      if (left <= 0) {
        const known = (await control.checkRuns()).map(describe).join('; ') || 'none';
        throw new Error(`no such check run within ${timeoutMs} ms; there were: ${known}`);
      }
      ({ runs, seen } = await control.nextCheckRunChange({ seen, timeoutMs: Math.ceil(left) }));
    }
  };
}
