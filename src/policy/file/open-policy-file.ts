import type { Problem } from '../../problem/problem.ts';
import { type PolicyFile, type PolicyFileOptions, watchPolicyFile } from './watch-policy-file.ts';

export type OpenedPolicy = { ok: true; file: PolicyFile } | { ok: false; problem: Problem };

/** The first look must find a good policy: without one nobody has said what is allowed, and the app must not start. */
export async function openPolicyFile(options: PolicyFileOptions): Promise<OpenedPolicy> {
  let newest: Problem[] = [];
  const file = await watchPolicyFile({
    ...options,
    onProblems: (problems) => {
      newest = problems;
      options.onProblems(problems);
    },
  });
  const [first] = newest;
  if (file.current() !== undefined || first === undefined) return { ok: true, file };
  file.stop();
  return { ok: false, problem: first };
}
