import { type Problem, problem } from '../../problem/problem.ts';
import type { Policy } from './policy.ts';
import { readPolicy } from './read-policy.ts';

export interface PolicyFileOptions {
  path: string;
  /** Reads the file's text; rejects when it cannot. */
  read: (path: string) => Promise<string>;
  /** A good policy, the first one included. */
  onChange: (policy: Policy) => void;
  /** The file has become unreadable or wrong; the last good policy stays. Empty when it is good again. */
  onProblems: (problems: Problem[]) => void;
  /** Time between two looks; 5 s unless told. */
  intervalMs?: number;
}

export interface PolicyFile {
  /** The last good policy; undefined when there was none yet. */
  current(): Policy | undefined;
  /** Looks at the file now. */
  check(): Promise<void>;
  stop(): void;
}

/**
 * Keeps up with the operator's file. It is read again and again rather than watched: a ConfigMap's file is a link to a link that
 * Kubernetes swaps, which `fs.watch` misses, and a file of this size costs nothing to read. Resolves after the first look.
 */
export async function watchPolicyFile(options: PolicyFileOptions): Promise<PolicyFile> {
  let seen: string | undefined;
  let policy: Policy | undefined;
  let isTroubled = false;
  let looking: Promise<void> | undefined;

  const take = (outcome: string, problems: Problem[], found?: Policy) => {
    if (outcome === seen) return;
    seen = outcome;
    if (problems.length > 0 || isTroubled) options.onProblems(problems);
    isTroubled = problems.length > 0;
    if (found === undefined) return;
    policy = found;
    options.onChange(found);
  };

  const look = async () => {
    const file = await readText(options);
    if (!file.ok) return take(`unreadable: ${file.problem.message}`, [file.problem]);
    const outcome = `text: ${file.text}`;
    if (outcome === seen) return;
    const { policy: found, problems } = readPolicy({ path: options.path, text: file.text });
    take(outcome, problems, found);
  };

  const check = () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };

  await check();
  const timer = setInterval(() => void check(), options.intervalMs ?? 5000);
  timer.unref();
  return { current: () => policy, check, stop: () => clearInterval(timer) };
}

type ReadText = { ok: true; text: string } | { ok: false; problem: Problem };

async function readText({ path, read }: PolicyFileOptions): Promise<ReadText> {
  try {
    return { ok: true, text: await read(path) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: problem('policy.unreadable-file', { path, reason }, { file: path }) };
  }
}
