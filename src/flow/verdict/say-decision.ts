import type { ConfiguredSensor } from '../../config/configuration.ts';
import type { GithubEvent } from '../../event/event.ts';
import type { Decision } from '../../sensor/decision.ts';
import { findSkipReasons } from '../skip/find-skip-reasons.ts';
import { renderFilterSkip } from '../skip/render-skip.ts';
import { explainFiring } from '../start/explain-firing.ts';

interface Described {
  configured: ConfiguredSensor;
  trigger: string;
  event: GithubEvent;
}

/** What a trigger decides about an event, in a sentence of plain text. */
export function sayDecision(decision: Decision, { configured, trigger, event }: Described): string {
  const firing = decision.firings.find((each) => each.trigger.template.name === trigger);
  if (firing !== undefined) return `runs — ${explainFiring(decision, firing).join('; ')}`;
  const { dependencies, triggers } = decision.trace;
  const waiting = triggers.find((each) => each.trigger === trigger && each.outcome === 'waiting');
  if (waiting !== undefined) return `waits for ${waiting.waitingFor.join(' and ')}`;
  if (dependencies.every(({ outcome }) => outcome === 'other-event')) {
    const names = [...new Set(Object.values(configured.githubEvents).flat())].join(', ') || 'nothing of GitHub';
    return `does not listen to ${event.facts.eventName}; it listens to ${names}`;
  }
  const failed = dependencies.flatMap((each) => each.filters).find((each) => each.outcome === 'failed');
  if (failed !== undefined) return `cannot be told: ${failed.subject}: ${failed.message ?? 'it cannot be evaluated'}`;
  const reasons = findSkipReasons(decision);
  if (reasons !== undefined)
    return `does not run — ${renderFilterSkip(reasons, event).title.replace(/^Skipped: /, '')}`;
  const rejected = dependencies.flatMap((each) => each.filters).find((each) => each.outcome === 'rejected');
  if (rejected === undefined) return 'does not run by this event alone';
  return `does not run — ${rejected.subject} is ${rejected.seen ?? 'absent'}; expected: ${rejected.expected}`;
}
