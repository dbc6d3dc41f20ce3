import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Gate {
  /** A line of shell that waits until the gate is opened. */
  pass: string;
  /** Lets the step through that waits; resolves once it has been let through, so one has to come. */
  open(): Promise<void>;
}

/** A place where a step of a Workflow waits for the test: a named pipe, so that nobody has to look again and again. */
export async function makeGate(directory: string): Promise<Gate> {
  const path = join(directory, `gate-${crypto.randomUUID()}`);
  await promisify(execFile)('mkfifo', [path]);
  return { pass: `cat ${path}`, open: () => writeFile(path, '') };
}
