import { hasFailed, type Step, type StepState } from '../../state/step.ts';
import { cutText } from '../text/cut-text.ts';
import { escapeMarkdown } from '../text/escape-markdown.ts';
import { durationBetween } from '../text/format-duration.ts';
import { shortenMessage } from '../text/shorten-message.ts';

export const stateIcons: Record<StepState, string> = {
  waiting: '🕓',
  running: '⏳',
  suspended: '⏸️',
  succeeded: '✅',
  failed: '❌',
  error: '💥',
  skipped: '⏭️',
  omitted: '⏭️',
};

const head = '| | Step | State | Duration | Message |\n|---|---|---|---|---|\n';
const maxMessageLength = 300;
const maxNameLength = 120;

/**
 * The table of steps in at most `maxBytes` of UTF-8. Where not all rows fit, whole rows are left out, those of steps that went
 * well first, and a sentence below says how many.
 */
export function renderSteps(steps: readonly Step[], maxBytes: number): string {
  if (steps.length === 0) return '';
  const rows = steps.map((step) => ({ step, text: renderRow(step) }));
  const room = maxBytes - Buffer.byteLength(head) - Buffer.byteLength(sayLeftOut(steps.length));
  const kept = chooseRows(rows, room);
  if (kept.size === 0) return '';
  const shown = rows.filter((row) => kept.has(row)).map((row) => row.text);
  return head + shown.join('') + (kept.size < rows.length ? sayLeftOut(rows.length - kept.size) : '');
}

interface Row {
  step: Step;
  text: string;
}

function chooseRows(rows: readonly Row[], room: number): Set<Row> {
  const kept = new Set<Row>();
  let left = room;
  for (const wanted of [isBad, isOpen, isRest]) {
    for (const row of rows) {
      if (!wanted(row.step.state)) continue;
      const size = Buffer.byteLength(row.text);
      if (size > left) return kept;
      left -= size;
      kept.add(row);
    }
  }
  return kept;
}

const isBad = (state: StepState): boolean => hasFailed(state);
const isOpen = (state: StepState): boolean => state === 'running' || state === 'suspended';
const isRest = (state: StepState): boolean => !isBad(state) && !isOpen(state);

function renderRow(step: Step): string {
  const indent = '\u2003'.repeat(step.depth);
  const name = `${indent}${escapeMarkdown(cutText(step.name, maxNameLength))}`;
  const tries = step.attempts > 1 ? ` (${step.attempts} attempts)` : '';
  const duration = durationBetween(step.startedAt, step.finishedAt) ?? '';
  const { icon, state } = describeState(step);
  const message = escapeMarkdown(cutText(shortenMessage(step.message), maxMessageLength));
  return `| ${icon} | ${name} | ${state}${tries} | ${duration} | ${message} |\n`;
}

/** Argo counts a step as failed that was ended with its Workflow. */
const endedWithWorkflow = /^workflow shutdown with strategy: {1,2}(?:Stop|Terminate)$/;

function describeState({ message, state }: Step): { icon: string; state: string } {
  if (state === 'failed' && endedWithWorkflow.test(message)) return { icon: '🚫', state: 'ended' };
  return { icon: stateIcons[state], state };
}

function sayLeftOut(count: number): string {
  return `\n${count} more ${count === 1 ? 'step is' : 'steps are'} not shown here: the report would be larger than GitHub takes.\n`;
}
