import { createRequire } from 'node:module';
import { type Imports, joinStreams } from './join-streams.ts';

/** jq: JSON text, a program and command-line flags in, what it prints out. Throws an error with `exitCode` where jq fails. */
export interface JqEngine {
  raw(data: string, program: string, flags: string[]): string | undefined;
  /** Takes what jq has printed of errors. */
  takeErrors(): string;
}

/**
 * Loads jq from its package, once for the thread. What it asks on standard error it reads the answer to from standard input: that is
 * how a program reaches functions of ours. `answer` gets and gives JSON texts and must not throw.
 */
export async function loadJqEngine(answer: (request: string) => string): Promise<JqEngine> {
  const { instantiate } = WebAssembly;
  let takeErrors = () => '';
  // The package hands its imports to nobody: they are met where it starts its WebAssembly, which is once.
  WebAssembly.instantiate = async (code: Uint8Array, imports: Imports) => {
    const streams = joinStreams(imports.wasi_snapshot_preview1 ?? {}, answer);
    const functions = { ...imports.env, ...streams.functions };
    const started = await instantiate(code, { env: functions, wasi_snapshot_preview1: functions });
    streams.begin(started.instance.exports.memory as WebAssembly.Memory);
    takeErrors = streams.takeErrors;
    return started;
  };
  try {
    const { raw } = (await createRequire(import.meta.url)('jq-web')) as Pick<JqEngine, 'raw'>;
    return { raw, takeErrors };
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}
