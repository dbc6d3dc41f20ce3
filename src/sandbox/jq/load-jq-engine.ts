import { createRequire } from 'node:module';

/** jq: JSON text, a program and command-line flags in, what it prints out. Throws an error with `exitCode` where jq fails. */
export interface JqEngine {
  raw(data: string, program: string, flags: string[]): string | undefined;
}

/** Loads jq from its package, once for the thread. */
export async function loadJqEngine(): Promise<JqEngine> {
  const { raw } = (await createRequire(import.meta.url)('jq-web')) as JqEngine;
  return { raw };
}
