import type { GithubEvent } from '../../event/event.ts';
import type { FilterTrace } from '../../sensor/decision.ts';
import { codeSpan } from './code-span.ts';
import { conditionValues } from './condition-values.ts';
import { isAboutChangedFiles } from './find-skip-reasons.ts';

/** What a skipped check says. */
export interface SkipText {
  title: string;
  summary: string;
}

const maxFiles = 20;

const meaning =
  'A skipped check counts as passed where it is required. `report: started` in the file leaves such checks out.';

/** Which filters kept the event out, and what they saw. */
export function renderFilterSkip(reasons: readonly FilterTrace[], event: GithubEvent): SkipText {
  const [first] = reasons;
  const items = reasons.map((each) => `- ${describe(each, event)}`);
  return {
    title: `Skipped: ${first === undefined ? 'a filter says no' : headline(first, event)}`,
    summary: ['It listens to this event, but a filter keeps it out:', '', ...items, '', meaning].join('\n'),
  };
}

/** A reason that has nothing to do with the pipeline itself. */
export function renderOtherSkip(title: string, sentences: readonly string[]): SkipText {
  return { title: `Skipped: ${title}`, summary: [...sentences, '', meaning].join('\n') };
}

function headline(filter: FilterTrace, event: GithubEvent): string {
  const { kind, subject, expected } = filter;
  if (isAboutChangedFiles(filter)) {
    const count = event.facts.changedFiles?.all.length ?? 0;
    if (count === 0) return 'no file was changed';
    return `no changed file ${expected} (${count} looked at)`;
  }
  if (kind === 'if') return `the condition is false: ${subject}`;
  return `${subject} is ${filter.seen || 'absent'}; expected: ${expected}`;
}

function describe(filter: FilterTrace, event: GithubEvent): string {
  const { kind, subject, expected } = filter;
  if (isAboutChangedFiles(filter)) return describeFiles(filter, event);
  if (kind === 'if') return describeCondition(subject, event);
  return `\`${sourceOf(filter)}\`: ${codeSpan(subject)} ${seenOf(filter)}; expected: ${codeSpan(expected)}`;
}

function describeFiles({ expected }: FilterTrace, { facts }: GithubEvent): string {
  const files = facts.changedFiles?.all ?? [];
  if (files.length === 0) return `\`paths\`: no file was changed; expected one that ${codeSpan(expected)}`;
  const patterns = codeSpan(expected.replace(/^matches /, ''));
  if (files.length === 1)
    return `\`paths\`: the only changed file does not match ${patterns}: ${codeSpan(files[0] ?? '')}`;
  const more = files.length > maxFiles ? ` and ${files.length - maxFiles} more` : '';
  const listed = files.slice(0, maxFiles).map(codeSpan).join(', ');
  return `\`paths\`: none of the ${files.length} changed files matches ${patterns}: ${listed}${more}`;
}

function describeCondition(condition: string, event: GithubEvent): string {
  const values = conditionValues(condition, event).map(({ name, value }) => `${codeSpan(name)} is ${codeSpan(value)}`);
  return `\`if\`: ${codeSpan(condition)} is false${values.length === 0 ? '' : `; ${values.join(', ')}`}`;
}

function seenOf({ seen }: FilterTrace): string {
  return seen === undefined || seen === '' ? 'is absent' : `is ${codeSpan(seen)}`;
}

/** What the short form calls it where it has a word of its own. */
function sourceOf({ kind, subject }: FilterTrace): string {
  return kind === 'globs' && subject === 'github.pullRequest.labels' ? 'labels' : kind;
}
