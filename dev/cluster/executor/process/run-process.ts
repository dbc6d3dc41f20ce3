import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { constants as systemConstants } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import type { StopSwitch } from '../run/stop-switch.ts';
import { marker, type Reaper } from './reaper.ts';

export interface ProcessRequest {
  command: string;
  parameters: string[];
  environment: Record<string, string>;
  directory: string;
  stop: StopSwitch;
  /** How long it may take to end by itself after it was asked to. */
  graceMs: number;
  reaper: Reaper;
  onStdout(chunk: Buffer): void;
  /** Left out, both streams come as one, in the order in which they were written. */
  onStderr?: (chunk: Buffer) => void;
}

export type ProcessEnd = { kind: 'exited'; exitCode: number } | { kind: 'not-started'; message: string };

const drainMs = 500;

/**
 * Runs one local process in a group of its own until it ends. A stop asks the group to end, then kills it; when the process has
 * ended, whatever it left running in its group is killed too, as a container's end does.
 */
export function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  const { reaper, stop } = request;
  const missing = explainMissing(request);
  if (missing !== undefined) return Promise.resolve({ kind: 'not-started', message: missing });
  const [command, parameters] =
    request.onStderr === undefined
      ? ['sh', ['-c', 'exec "$@" 2>&1', 'sh', request.command, ...request.parameters]]
      : [request.command, request.parameters];
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: request.directory,
      env: { ...request.environment, [marker]: reaper.id },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const group = child.pid;
    if (group !== undefined) reaper.watch(group);
    child.stdout.on('data', request.onStdout);
    child.stderr.on('data', request.onStderr ?? request.onStdout);
    let killing: NodeJS.Timeout | undefined;
    const forget = stop.onStop((reason) => {
      if (group === undefined) return;
      const isUrgent = reason.kind === 'closed';
      killGroup(group, isUrgent ? 'SIGKILL' : 'SIGTERM');
      killing = setTimeout(() => killGroup(group, 'SIGKILL'), request.graceMs);
    });
    child.on('error', (error) => {
      forget();
      if (group === undefined) resolve({ kind: 'not-started', message: explainStart(request.command, error.message) });
    });
    child.on('exit', (code, signal) => {
      forget();
      clearTimeout(killing);
      if (group !== undefined) killGroup(group, 'SIGKILL');
      const draining = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, drainMs);
      child.on('close', () => {
        clearTimeout(draining);
        if (group !== undefined) reaper.forget(group);
        resolve({ kind: 'exited', exitCode: code ?? 128 + (signal === null ? 0 : systemConstants.signals[signal]) });
      });
    });
  });
}

function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    // ESRCH: nobody of the group is left, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function explainStart(command: string, why: string): string {
  return `the development cluster runs steps as local processes and could not start "${command}" on this machine: ${why}`;
}

function explainMissing(request: ProcessRequest): string | undefined {
  const { command, directory } = request;
  const path = request.environment.PATH ?? '';
  const places = command.includes('/')
    ? [resolvePath(directory, command)]
    : path.split(':').map((each) => join(each, command));
  return places.some(isExecutable) ? undefined : explainStart(command, 'it was not found');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
