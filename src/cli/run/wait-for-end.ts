import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { exitCodes, type Terminal } from '../command.ts';
import { type AppAnswer, askApp, sendOf } from './ask-app.ts';
import { complain } from './complain.ts';

const state = z.object({
  status: z.string(),
  conclusion: z.string().optional(),
  check: z.object({ name: z.string(), url: z.string() }).optional(),
});

type State = z.infer<typeof state>;

const fineConclusions: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);
const pollMs = 5000;
/** An app that is restarted is away for a while; a run may take hours. */
const maxFailures = 60;
/** A run that a newer one has replaced before it began gets no check. */
const maxWaits = 720;

/** Waits until the run's check is concluded, and says how; the exit code. */
export async function waitForEnd(at: { url: URL; token: string }, terminal: Terminal): Promise<number> {
  let last = '';
  let failures = 0;
  let waits = 0;
  for (;;) {
    const said = await askApp({ method: 'GET', ...at }, sendOf(terminal));
    const read = readState(said);
    if (read?.status === 'completed') return tell(read, terminal);
    failures = read === undefined ? failures + 1 : 0;
    waits += read?.status === 'waiting' ? 1 : 0;
    if (waits > maxWaits) return tellNone(terminal);
    if (isGone(said) || failures > maxFailures) return complain(said, at.url, terminal);
    last = tellChange(last, read?.status ?? last, terminal);
    await (terminal.wait ?? sleep)(pollMs);
  }
}

function tellChange(before: string, status: string, terminal: Terminal): string {
  if (status !== before) terminal.complain(`${status.replace('_', ' ')} …\n`);
  return status;
}

function tellNone(terminal: Terminal): number {
  terminal.complain('There is no check of this run yet. A newer one may have taken its place.\n');
  return exitCodes.failed;
}

function readState(said: AppAnswer): State | undefined {
  return said.kind === 'answered' ? state.safeParse(said.content).data : undefined;
}

function isGone(said: AppAnswer): boolean {
  return said.kind === 'refused' && said.status === 404;
}

function tell({ check, conclusion = 'unknown' }: State, terminal: Terminal): number {
  terminal.write(`${check?.name ?? 'the run'}: ${conclusion}\n${check?.url ?? ''}\n`);
  return fineConclusions.has(conclusion) ? exitCodes.fine : exitCodes.failed;
}
