import type { LatestCheck } from '../../../github/people/people.ts';
import { escapeMarkdown } from '../../../report/render/text/escape-markdown.ts';

export interface ExplainedPipeline {
  /** Of its check. */
  name: string;
  /** A sentence of plain text. */
  decision: string;
}

export interface Explanation {
  /** Markdown. */
  lead: string;
  /** Markdown; empty where the file is right. */
  problems: string;
  pipelines: readonly ExplainedPipeline[];
  checks: readonly LatestCheck[];
  /** Checks that no pipeline here makes. */
  others: readonly LatestCheck[];
}

const marks: Readonly<Record<string, string>> = {
  success: '✅',
  failure: '❌',
  cancelled: '⏹️',
  timed_out: '⌛',
  action_required: '✋',
  skipped: '⏭️',
  neutral: '➖',
};

const maxRows = 100;
const maxCell = 600;

/** The reply to `/explain`: a row for each pipeline with what it decides, and what its newest check says. */
export function renderExplanation({ lead, problems, pipelines, checks, others }: Explanation): string {
  const rows = [
    ...pipelines.map(({ name, decision }) =>
      row(
        name,
        decision,
        checks.find((each) => each.name === name),
      ),
    ),
    ...others.map((check) => row(check.name, '', check)),
  ];
  const shown = rows.slice(0, maxRows);
  const more = rows.length > shown.length ? [`… and ${rows.length - shown.length} more.`] : [];
  const table =
    rows.length === 0
      ? ['There is nothing to tell.']
      : ['| check | decision | newest check |', '|---|---|---|', ...shown];
  return [lead, '', ...table, ...more, ...(problems === '' ? [] : ['', problems])].join('\n');
}

function row(name: string, decision: string, check: LatestCheck | undefined): string {
  const state = check === undefined ? '–' : `${marks[check.conclusion ?? ''] ?? '🟡'} ${cell(check.output.title)}`;
  return `| ${cell(name)} | ${cell(decision) || '–'} | ${state} |`;
}

function cell(text: string): string {
  return escapeMarkdown(text.length > maxCell ? `${text.slice(0, maxCell)}…` : text);
}
