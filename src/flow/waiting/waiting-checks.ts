import type { GithubEvent } from '../../event/event.ts';
import { escapeMarkdown } from '../../report/render/text/escape-markdown.ts';
import { requestCheck } from '../../report/rows/check-row.ts';
import type { Firing, TriggerTrace } from '../../sensor/decision.ts';
import { checkOptionsOf } from '../decide/check-options.ts';
import type { SensorDecision } from '../decide/decide-event.ts';
import { codeSpan } from '../skip/code-span.ts';
import { type CheckPlace, type CheckTools, verdictIdOf } from '../verdict/check-request.ts';
import { type CheckOutput, endWaitingCheck } from './end-waiting-check.ts';
import { noteWaitingCheck, rowKeyOf, type WaitingPlace } from './waiting-notes.ts';

/**
 * A trigger that joins events and still waits for others has a queued check on this event's commit that says for what, where its Sensor
 * asks for such checks. It is queued and not `neutral`, because that would satisfy a required check before anything ran.
 */
export async function requestWaitingChecks(
  event: GithubEvent,
  place: CheckPlace,
  decisions: readonly SensorDecision[],
  tools: CheckTools,
): Promise<void> {
  for (const { sensor, decision } of decisions) {
    for (const trace of decision.trace.triggers.filter((each) => each.outcome === 'waiting')) {
      const { checkName, report } = checkOptionsOf(sensor, trace.trigger);
      if (report !== 'always') continue;
      const waiting = placeOf(event, event.deliveryId, { sensor: decision.sensor, trigger: trace.trigger });
      const template = sensor.sensor.spec.triggers.find((each) => each.template.name === trace.trigger)?.template;
      const note = { at: Date.parse(event.context.time), resets: template?.conditionsReset ?? [] };
      await noteWaitingCheck(waiting, note, tools.records);
      await requestCheck(tools.records, {
        key: rowKeyOf(waiting),
        repository: place.address,
        requestedAt: tools.now(),
        check: {
          name: checkName,
          headSha: place.commit,
          externalId: verdictIdOf(event, [decision.sensor, trace.trigger, 'waiting'], 1),
          status: 'queued',
          output: describeWaiting(trace),
        },
      });
      tools.wakeReporter();
    }
  }
}

/** What waited with earlier events is over once the trigger fires with them: their checks say where that is reported. */
export async function concludeWaitingChecks(
  event: GithubEvent,
  place: CheckPlace,
  decisions: readonly SensorDecision[],
  tools: CheckTools,
): Promise<void> {
  for (const { decision } of decisions) {
    for (const firing of decision.firings) {
      for (const delivery of listEarlier(firing, event)) {
        const trigger = firing.trigger.template.name;
        const waiting = placeOf(event, delivery, { sensor: decision.sensor, trigger });
        await endWaitingCheck(waiting, 'neutral', reportedOn(place), tools);
      }
    }
  }
}

function reportedOn({ commit }: CheckPlace): CheckOutput {
  return {
    title: `Reported on ${commit.slice(0, 12)}`,
    summary: `The other events have come. What they started together is reported on ${commit}.`,
  };
}

/** Deliveries of the events that a firing took from memory. */
function listEarlier({ events }: Firing, { deliveryId }: GithubEvent): string[] {
  const deliveries = Object.values(events).map(({ context }) => context.id);
  return [...new Set(deliveries)].filter((each) => each !== deliveryId);
}

function describeWaiting({ conditions, remembered, waitingFor }: TriggerTrace): CheckOutput {
  const others = waitingFor.join(' and ');
  const come = remembered.length === 0 ? [] : [`- has come: ${escapeMarkdown(remembered.join(', '))}`];
  return {
    title: `Waits for ${others}`,
    summary: [
      `The trigger fires when ${codeSpan(conditions.replace(/&&|\|\|/g, ' $& '))} is complete.`,
      '',
      ...come,
      `- still to come: ${escapeMarkdown(waitingFor.join(', '))}`,
    ].join('\n'),
  };
}

function placeOf(
  { facts }: GithubEvent,
  delivery: string,
  { sensor, trigger }: { sensor: string; trigger: string },
): WaitingPlace {
  return { repositoryId: facts.repository.id, delivery, sensor, trigger };
}
