import type { JqEngine } from './load-jq-engine.ts';
import { absentPrefix } from './prelude.ts';

/** What jq printed, or how it failed: `compile` for a program that it does not take, `run` for an error that a program raised. */
export type JqReply = { ok: true; output: string } | { ok: false; stage: 'compile' | 'run'; message: string };

const stages: Record<number, 'compile' | 'run'> = { 3: 'compile', 5: 'run' };

/** Compiles a program without running it: there is nothing that it could run on. */
export function compileJq(engine: JqEngine, program: string): JqReply {
  return ask(engine, () => engine.raw('', program, ['-c']));
}

/**
 * Runs a program once, on nothing: its first `input` is the data, after which it reads what standard input answers. (The engine puts
 * the data's file behind all arguments; here it is the first file already.)
 */
export function runJqOnce(engine: JqEngine, data: string, program: string): JqReply {
  return ask(engine, () => engine.raw(data, '-', ['-n', '-c', program, 'inputString']));
}

/** Throws what is no answer of jq: it has no memory or no stack left, and is of no further use. */
function ask(engine: JqEngine, run: () => string | undefined): JqReply {
  engine.takeErrors();
  try {
    return { ok: true, output: run() ?? '' };
  } catch (thrown) {
    const stage = stages[(thrown as { exitCode?: number }).exitCode ?? 0];
    if (stage === undefined) throw thrown;
    return { ok: false, stage, message: shorten(engine.takeErrors()) };
  }
}

/** The first line of what jq says, without the names of its own files. */
function shorten(stderr: string): string {
  const [line = ''] = stderr.split('\n');
  return line
    .replace(/^jq: error(?: \(at [^)]*\))?: /, '')
    .replace(/ at <top-level>, line \d+:$/, '')
    .replace(absentPrefix, '');
}
