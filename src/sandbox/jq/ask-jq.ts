import type { JqEngine } from './load-jq-engine.ts';
import { absentPrefix } from './prelude.ts';

/** What jq printed, or how it failed: `compile` for a program that it does not take, `run` for an error that a program raised. */
export type JqReply = { ok: true; output: string } | { ok: false; stage: 'compile' | 'run'; message: string };

const stages: Record<number, 'compile' | 'run'> = { 3: 'compile', 5: 'run' };

/** Runs jq once. Throws what is no answer of jq: it has no memory or no stack left, and is of no further use. */
export function askJq(engine: JqEngine, data: string, program: string): JqReply {
  try {
    return { ok: true, output: engine.raw(data, program, ['-c']) ?? '' };
  } catch (thrown) {
    const { exitCode, stderr } = thrown as { exitCode?: number; stderr?: string };
    const stage = stages[exitCode ?? 0];
    if (stage === undefined) throw thrown;
    return { ok: false, stage, message: shorten(stderr ?? '') };
  }
}

/** The first line of what jq says, without the names of its own files. */
function shorten(stderr: string): string {
  const [line = ''] = stderr.replace(/^undefined/, '').split('\n');
  return line
    .replace(/^jq: error(?: \(at [^)]*\))?: /, '')
    .replace(/ at <top-level>, line \d+:$/, '')
    .replace(absentPrefix, '');
}
