import { styleText } from 'node:util';
import type { ConnectedGithub } from '../github/connect-github.ts';

type CheckRun = Awaited<ReturnType<ConnectedGithub['checkRuns']>>[number];

const marks: Record<string, [string, Parameters<typeof styleText>[0]]> = {
  success: ['✓', 'green'],
  failure: ['✗', 'red'],
  cancelled: ['■', 'yellow'],
  timed_out: ['⏱', 'red'],
  action_required: ['!', 'yellow'],
};

/** Prints each change of a check run as it comes, until there is one that the predicate likes. Rejects after `timeoutMs`. */
export function createFollower(github: ConnectedGithub, print: (line: string) => void) {
  const shown = new Map<number, string>();
  let seen = 0;

  return async function follow(isLast: (run: CheckRun) => boolean, timeoutMs: number): Promise<CheckRun> {
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      const change = await github.nextCheckRunChange({ seen, timeoutMs: 500 });
      seen = change.seen;
      for (const run of change.runs) show(run, shown, print);
      const last = change.runs.find(isLast);
      if (last !== undefined) return last;
    }
    throw new Error(`the check run did not conclude within ${timeoutMs / 1000} s`);
  };
}

function show(run: CheckRun, shown: Map<number, string>, print: (line: string) => void): void {
  const state = `${run.conclusion ?? run.status} ${run.title ?? ''}`;
  if (shown.get(run.id) === state) return;
  shown.set(run.id, state);
  const [mark, colour] = marks[run.conclusion ?? ''] ?? ['·', 'cyan'];
  const commit = styleText('dim', run.headSha.slice(0, 7));
  print(`    ${styleText(colour, mark)} ${commit} ${styleText('bold', run.name)}  ${run.title ?? run.status}`);
  for (const each of run.annotations) {
    const place = styleText('dim', `${each.path}:${each.start_line}`);
    print(`        ${place} ${each.title === null ? '' : `${each.title}: `}${each.message.split('\n', 1)[0]}`);
  }
}
