import type { ProblemLevel } from '../../matcher/found-problem.ts';
import { problem } from '../../problem/problem.ts';
import { describeAttempt } from '../../run/identity/attempt-number.ts';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Observation } from '../state/observe-workflow.ts';
import { type RunPages, renderLinks } from './parts/render-links.ts';
import { renderSteps } from './parts/render-steps.ts';
import { cutText, cutToBytes, maxOutputBytes } from './text/cut-text.ts';
import { escapeMarkdown } from './text/escape-markdown.ts';
import { escapeProse } from './text/escape-prose.ts';

export interface ReportSubject {
  namespace: string;
  name: string;
  uid: string;
  identity: RunIdentity;
  /** 1, or how many times Argo ran this Workflow so far. */
  attempt: number;
  pages: RunPages;
}

const cutNote = '\n\nThe report was cut here: GitHub takes no more.\n';
const maxSentences = 40;
const maxSentenceLength = 600;
const overdueHelp =
  'Argo Workflows has not begun this Workflow for more than two minutes. Its controller may be down, watch other namespaces or ' +
  'another instance id, or be unable to read a value: a parameter that holds a broken `{{=` keeps a Workflow without a status ' +
  "for ever. The controller's log says which. This check stays queued until the Workflow ends or is deleted.";

/**
 * What people read on the check's page: what ran, for which commit and why, what came of it step by step, and where to look
 * further. Everything that others wrote is escaped; at most 65,535 bytes.
 */
export function renderSummary(
  subject: ReportSubject,
  observation: Observation,
  { isOverdue, evidence }: { isOverdue: boolean; evidence?: Evidence | undefined },
): string {
  const before = renderMessage(observation, isOverdue);
  const after = [
    renderFindings(evidence),
    renderLinks(subject.pages, subject),
    renderFacts(subject),
    renderList('Why', subject.identity.why),
    renderList('Notes', [...subject.identity.notes, ...(evidence?.remarks ?? []), ...sayBlind(subject, evidence)]),
  ];
  const around = [before, ...after].filter((part) => part !== '').join('\n');
  const room = maxOutputBytes - Buffer.byteLength(around) - Buffer.byteLength(cutNote) - 64;
  const parts = [before, renderStepsPart(observation, room), ...after].filter((part) => part !== '');
  return cutToBytes(parts.join('\n'), maxOutputBytes, cutNote);
}

function renderMessage(observation: Observation, isOverdue: boolean): string {
  if (observation.phase === 'waiting') return isOverdue ? `${overdueHelp}\n` : '';
  if (observation.phase === 'ended' && observation.because !== undefined) {
    return `This run was ended before its time: ${sentence(observation.because)}\n`;
  }
  if (observation.message === '' || observation.message.startsWith("child '")) return '';
  return `Argo says: ${sentence(observation.message)}\n`;
}

function renderFacts({ identity, namespace, name, attempt }: ReportSubject): string {
  const number = describeAttempt(attempt);
  const commit = `${escapeMarkdown(identity.owner)}/${escapeMarkdown(identity.repository)}@${escapeMarkdown(identity.commit.slice(0, 12))}`;
  const lines = [
    `- Workflow: ${escapeMarkdown(namespace)}/${escapeMarkdown(name)}${number === '' ? '' : ` (${number})`}`,
    `- Commit: ${commit}`,
    `- Event: ${sentence(identity.event)}${identity.subject === '' ? '' : ` (${sentence(identity.subject)})`}`,
    `- Decided by: ${sentence(identity.sensor)}, trigger ${sentence(identity.trigger)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function sayBlind({ namespace }: ReportSubject, evidence: Evidence | undefined): string[] {
  if (evidence?.isBlind !== true) return [];
  const { message, hint } = problem('report.secrets-unreadable', { namespace });
  return [`${message} ${hint}`];
}

function renderList(title: string, sentences: readonly string[]): string {
  if (sentences.length === 0) return '';
  const shown = sentences.slice(0, maxSentences).map((each) => `- ${escapeProse(cutText(each, maxSentenceLength))}`);
  const rest = sentences.length - shown.length;
  if (rest > 0) shown.push(`- and ${rest} more`);
  return `**${title}**\n\n${shown.join('\n')}\n`;
}

function renderStepsPart(observation: Observation, room: number): string {
  if (observation.stepsMissing !== undefined)
    return `The steps cannot be shown: ${sentence(observation.stepsMissing)}\n`;
  const table = renderSteps(observation.steps, room);
  return table === '' ? '' : `**Steps**\n\n${table}`;
}

const levelIcons: Record<ProblemLevel, string> = { failure: '❌', warning: '⚠️', notice: 'ℹ️' };

/** What the steps' output said of no line in particular, and how much more of the others there was. */
function renderFindings(evidence: Evidence | undefined): string {
  if (evidence === undefined) return '';
  const { said, leftOut } = evidence;
  const lines = said.slice(0, maxSentences).map(({ level, title, message }) => {
    const named = title ? `**${sentence(title)}**: ` : '';
    return `- ${levelIcons[level]} ${named}${sentence(message)}`;
  });
  if (leftOut > 0) lines.push(`- ${leftOut} more problems stand in the logs than are shown as annotations.`);
  return lines.length === 0 ? '' : `**Said by the steps**\n\n${lines.join('\n')}\n`;
}

function sentence(text: string): string {
  return escapeMarkdown(cutText(text, maxSentenceLength));
}
