import type { GithubEvent } from '../../event/event.ts';
import { checkOptionsOf } from '../decide/check-options.ts';
import type { SensorDecision } from '../decide/decide-event.ts';
import { findSkipReasons } from './find-skip-reasons.ts';
import { renderFilterSkip, type SkipText } from './render-skip.ts';

/** A check that is to say that its run was left out. */
export interface SkippedCheck {
  name: string;
  sensor: string;
  trigger: string;
  text: SkipText;
}

/**
 * The checks of what listens to this event, by its name and its ref, and was kept out by a filter. Native Sensors have them only
 * where they ask for it; what waits for other events has not been skipped.
 */
export function listFilterSkips(decisions: readonly SensorDecision[], event: GithubEvent): SkippedCheck[] {
  return decisions.flatMap(({ sensor, decision }) => {
    const reasons = findSkipReasons(decision);
    if (reasons === undefined) return [];
    const taken = [...decision.firings, ...decision.arrivals].map((each) => each.trigger.template.name);
    const text = renderFilterSkip(reasons, event);
    return decision.trace.triggers
      .filter(({ trigger }) => !taken.includes(trigger))
      .flatMap(({ trigger }) => toSkip({ sensor, decision }, trigger, text));
  });
}

/** The checks of all that fired, where none of it is to be started. */
export function listFiringSkips(decisions: readonly SensorDecision[], text: SkipText): SkippedCheck[] {
  return decisions.flatMap(({ sensor, decision }) =>
    decision.firings.flatMap(({ trigger }) => toSkip({ sensor, decision }, trigger.template.name, text)),
  );
}

function toSkip(
  { sensor, decision }: Pick<SensorDecision, 'sensor' | 'decision'>,
  trigger: string,
  text: SkipText,
): SkippedCheck[] {
  const { checkName, report } = checkOptionsOf(sensor, trigger);
  return report === 'always' ? [{ name: checkName, sensor: decision.sensor, trigger, text }] : [];
}
