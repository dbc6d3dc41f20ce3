import { cutToBytes } from '../../report/render/text/cut-text.ts';
import type { Decision, DependencyTrace, FilterTrace, Firing } from '../../sensor/decision.ts';

const maxSentences = 12;
/** Of all sentences together: a Workflow carries them in an annotation. */
const maxBytes = 2000;

/** A push that deletes has no commit to run for; nobody asks why another one ran. */
const goesWithoutSaying: ReadonlySet<string> = new Set(['body.deleted']);

/** What a pipeline expects that names no branches. */
const anything = 'matches **';

/** `^opened$`: a pattern that only one word matches. */
const wholeWords = /\^(\w+)\$/g;

/** Why a trigger fired, as sentences for the check's summary: what each filter saw and what it was compared with. */
export function explainFiring(decision: Decision, firing: Firing): string[] {
  const sentences = decision.trace.dependencies
    .filter((each) => firing.dependencies.includes(each.dependency))
    .flatMap(explainDependency)
    .slice(0, maxSentences);
  const share = Math.floor(maxBytes / Math.max(1, sentences.length));
  return sentences.map((each) => cutToBytes(each, share, '…'));
}

function explainDependency({ dependency, outcome, filters }: DependencyTrace): string[] {
  // It fired with what a trigger remembered.
  if (outcome !== 'matched') return [`an earlier event of ${dependency}`];
  const told = filters.filter(({ subject, expected }) => !goesWithoutSaying.has(subject) && expected !== anything);
  return told.length === 0 ? [`every event of ${dependency}`] : told.map(describeFilter);
}

function describeFilter(filter: FilterTrace): string {
  const seen = filter.seen === undefined ? '' : ` is ${filter.seen}`;
  return `${filter.subject}${seen}: ${filter.expected.replace(wholeWords, '$1')}`;
}
