import type { CheckConclusion } from '../../github/github.ts';
import type { Problem } from '../../problem/problem.ts';
import { escapeMarkdown } from '../../report/render/escape-markdown.ts';
import { requestCheck } from '../../report/rows/check-row.ts';
import type { Ask } from '../ask.ts';
import type { CommandTools } from '../command-tools.ts';
import type { ShownCheck } from './read-check-ask.ts';

const conclusions: ReadonlySet<string> = new Set<CheckConclusion>([
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'action_required',
  'neutral',
  'skipped',
]);

/**
 * Tells whoever pressed something why it was not done, at the top of the very check that was pressed. Its conclusion and everything
 * else that it says stay; the next such note takes the place of this one. A check that is still under way is the reporter's alone.
 */
export async function noteOnCheck(
  check: ShownCheck,
  { ask, what, reason }: { ask: Ask; what: string; reason: Problem },
  tools: CommandTools,
): Promise<void> {
  const { login } = ask.by;
  tools.log.info({ delivery: ask.delivery, check: check.id, login, code: reason.code }, `refused ${what}`);
  const { conclusion } = check;
  if (check.status !== 'completed' || !isConclusion(conclusion)) return;
  const { title, summary, text } = check.output;
  const note = `> ⚠️ **@${escapeMarkdown(login)} asked for ${what}, and it was not done.** ${escapeMarkdown(reason.message)} ${escapeMarkdown(reason.hint)} \`${reason.code}\``;
  await requestCheck(tools.records, {
    key: `note/${check.id}/${ask.delivery}`,
    repository: ask.repository,
    requestedAt: tools.now(),
    known: check.id,
    check: {
      name: check.name,
      headSha: check.commit,
      externalId: check.externalId,
      status: 'completed',
      conclusion,
      output: {
        title,
        summary: `${begin}${note}${end}${withoutNote(summary)}`,
        ...(text === undefined ? {} : { text }),
      },
    },
  });
  tools.wakeReporter();
}

const begin = '<!-- note -->\n';
const end = '\n<!-- end of note -->\n\n';

/** What others wrote into a summary is escaped, so that only a note of this app's looks like one. */
function withoutNote(summary: string): string {
  const last = summary.startsWith(begin) ? summary.indexOf(end) : -1;
  return last === -1 ? summary : summary.slice(last + end.length);
}

function isConclusion(text: string | undefined): text is CheckConclusion {
  return text !== undefined && conclusions.has(text);
}
