import type { Decision, FilterTrace, Firing } from '../sensor/decision.ts';

const maxSentences = 12;

/** Why a trigger fired, as sentences for the check's summary: what each filter saw and what it was compared with. */
export function explainFiring(decision: Decision, firing: Firing): string[] {
  const sentences = decision.trace.dependencies
    .filter((each) => firing.dependencies.includes(each.dependency))
    .flatMap((each) =>
      each.filters.length === 0 ? [`${each.dependency}: every such event`] : each.filters.map(describeFilter),
    );
  return sentences.slice(0, maxSentences);
}

function describeFilter(filter: FilterTrace): string {
  const seen = filter.seen === undefined ? '' : ` is ${filter.seen}`;
  return `${filter.subject}${seen}: ${filter.expected}`;
}
