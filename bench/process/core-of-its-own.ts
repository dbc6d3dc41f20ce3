import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const last = availableParallelism() - 1;

/**
 * Keeps this process, and all that it starts, off the last core, so that the app can have it for itself: where the clients and the API
 * server take processor time from the app, a rate says only who got how much. Answers whether it could (Linux, more than one core).
 */
export function leaveLastCore(): boolean {
  return last > 0 && pin(process.pid, last === 1 ? '0' : `0-${last - 1}`);
}

/** Lets this process run wherever there is room, and what it starts from now on; what it started before stays where it was. */
export function takeAnyCore(): void {
  pin(process.pid, `0-${last}`);
}

/** Gives a process with all its threads the last core. */
export function takeLastCore(pid: number | undefined): void {
  if (pid === undefined || !pin(pid, String(last))) throw new Error('The app cannot be given a core of its own.');
}

function pin(pid: number, cores: string): boolean {
  return spawnSync('taskset', ['-apc', cores, String(pid)]).status === 0;
}
