import type { StepLog } from '../../evidence/evidence.ts';
import { presentLog } from '../../log/present-log.ts';
import { cutText } from '../text/cut-text.ts';
import { escapeMarkdown } from '../text/escape-markdown.ts';
import { shortenMessage } from '../text/shorten-message.ts';
import { type LinkedWorkflow, linkToLog, type RunPages } from './render-links.ts';

const maxLines = 150;
const maxLogBytes = 20 * 1024;
/** Where fewer bytes than this are left, a log is not worth beginning. */
const leastBytes = 512;
/** Heading, fence and links around a log. */
const aroundLog = 2048;

/** The ends of the failed steps' logs, each as it was written, in at most `maxBytes` of UTF-8. */
export function renderLogs(
  logs: readonly StepLog[],
  maxBytes: number,
  { pages, workflow }: { pages: RunPages; workflow: LinkedWorkflow },
): string {
  const parts: string[] = [];
  let left = maxBytes;
  for (const [index, step] of logs.entries()) {
    const share = Math.floor(left / (logs.length - index)) - aroundLog;
    if (share < leastBytes) break;
    const part = renderLog(step, Math.min(share, maxLogBytes), { pages, workflow });
    parts.push(part);
    left -= Buffer.byteLength(part);
  }
  const rest = logs.length - parts.length;
  if (rest > 0) parts.push(`The logs of ${rest} more failed ${rest === 1 ? 'step' : 'steps'} are not shown here.\n`);
  return parts.join('\n');
}

function renderLog(
  step: StepLog,
  maxBytes: number,
  { pages, workflow }: { pages: RunPages; workflow: LinkedWorkflow },
): string {
  const message = shortenMessage(step.message);
  const said = message === '' ? '' : ` — ${escapeMarkdown(cutText(message, 200))}`;
  const heading = `### ❌ ${escapeMarkdown(cutText(step.name, 120))}${said}\n`;
  const link =
    pages.argoUiUrl === undefined ? '' : `\n[Whole log in Argo](<${linkToLog(pages.argoUiUrl, workflow, step)}>)\n`;
  if (step.kind === 'missing') return `${heading}\n${step.why}\n${link}`;
  const { lines, isCut } = presentLog(step.log, { maxLines, maxBytes });
  if (lines.length === 0) return `${heading}\n${isCut ? tooLong : 'The step wrote nothing.'}\n${link}`;
  const before = isCut ? `The last ${lines.length === 1 ? 'line' : `${lines.length} lines`} of its log:\n\n` : '';
  return `${heading}\n${before}${fence(lines)}${link}`;
}

const tooLong = 'The last line of its log is too long to be shown.';

/** A block of code that nothing inside can end. */
function fence(lines: readonly string[]): string {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []);
  const longest = runs.reduce((most, run) => Math.max(most, run.length), 2);
  const mark = '`'.repeat(longest + 1);
  return `${mark}text\n${lines.join('\n')}\n${mark}\n`;
}
