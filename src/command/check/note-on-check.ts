import type { CheckConclusion } from '../../github/github.ts';
import { annotations } from '../../kubernetes/labels.ts';
import type { Problem } from '../../problem/problem.ts';
import { readExternalId } from '../../report/external-id.ts';
import { escapeMarkdown } from '../../report/render/text/escape-markdown.ts';
import { escapeProse } from '../../report/render/text/escape-prose.ts';
import { requestCheck } from '../../report/rows/check-row.ts';
import type { Ask } from '../ask.ts';
import type { CommandTools } from '../command-tools.ts';
import { findRun } from '../repeat/find-run.ts';
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
 * else that it says stay; the next such note takes the place of this one. A check that is still under way is the reporter's alone: there
 * the note lies on the Workflow, and the check has it with what is written next, at the latest with its conclusion.
 */
export async function noteOnCheck(
  check: ShownCheck,
  { ask, what, reason }: { ask: Ask; what: string; reason: Problem },
  tools: CommandTools,
): Promise<void> {
  const { login } = ask.by;
  tools.log.info({ delivery: ask.delivery, check: check.id, login, code: reason.code }, `refused ${what}`);
  const { conclusion } = check;
  if (check.status !== 'completed') {
    return await noteOnRun(check, `@${login} asked for ${what}: ${reason.message}`, ask, tools);
  }
  if (!isConclusion(conclusion)) return;
  const { title, summary, text } = check.output;
  const note = `> ⚠️ **@${escapeMarkdown(login)} asked for ${what}, and it was not done.** ${escapeProse(reason.message)} ${escapeProse(reason.hint)} \`${reason.code}\``;
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

async function noteOnRun(check: ShownCheck, note: string, ask: Ask, tools: CommandTools): Promise<void> {
  const id = readExternalId(check.externalId);
  const found = id?.kind === 'run' ? await findRun(id, { check, repository: ask.repository }, tools) : undefined;
  if (found?.kind !== 'found') return;
  const { namespace = '', name = '' } = found.workflow.metadata;
  const noted = { metadata: { annotations: { [annotations.refused]: note.slice(0, 500) } } };
  const patched = await tools.kubernetes.patchWorkflow(namespace, name, noted);
  if (!patched.ok) tools.log.warn({ workflow: `${namespace}/${name}` }, 'a refusal could not be noted on its run');
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
