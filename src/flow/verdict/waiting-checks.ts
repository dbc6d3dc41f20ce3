import type { GithubEvent } from '../../event/event.ts';
import type { NewCheck } from '../../github/github.ts';
import { escapeMarkdown } from '../../report/render/escape-markdown.ts';
import { checkRows, readCheckRow, requestCheck } from '../../report/rows/check-row.ts';
import type { Firing, TriggerTrace } from '../../sensor/decision.ts';
import { checkOptionsOf } from '../decide/check-options.ts';
import type { SensorDecision } from '../decide/decide-event.ts';
import { type CheckPlace, type CheckTools, verdictIdOf } from './check-request.ts';

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
      await requestCheck(tools.records, {
        key: keyOf(event, event.deliveryId, { sensor: decision.sensor, trigger: trace.trigger }),
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
        await conclude(keyOf(event, delivery, { sensor: decision.sensor, trigger }), place, tools);
      }
    }
  }
}

async function conclude(key: string, place: CheckPlace, tools: CheckTools): Promise<void> {
  const row = readCheckRow((await tools.records.get(checkRows, key))?.value);
  if (row === undefined || row.check.status === 'completed') return;
  const { name, headSha, externalId } = row.check;
  const check: NewCheck = {
    ...{ name, headSha, externalId },
    status: 'completed',
    conclusion: 'neutral',
    completedAt: new Date(tools.now()).toISOString(),
    output: {
      title: `Reported on ${place.commit.slice(0, 12)}`,
      summary: `The other events have come. What they started together is reported on ${place.commit}.`,
    },
  };
  await requestCheck(tools.records, { key, repository: row.repository, requestedAt: row.requestedAt, check });
  tools.wakeReporter();
}

/** Deliveries of the events that a firing took from memory. */
function listEarlier({ events }: Firing, { deliveryId }: GithubEvent): string[] {
  const deliveries = Object.values(events).map(({ context }) => context.id);
  return [...new Set(deliveries)].filter((each) => each !== deliveryId);
}

function describeWaiting({ conditions, remembered, waitingFor }: TriggerTrace): NewCheck['output'] {
  const others = waitingFor.join(' and ');
  const come = remembered.length === 0 ? [] : [`- has come: ${escapeMarkdown(remembered.join(', '))}`];
  return {
    title: `Waits for ${others}`,
    summary: [
      `The trigger fires when \`${conditions.replaceAll('`', "'")}\` is complete.`,
      '',
      ...come,
      `- still to come: ${escapeMarkdown(waitingFor.join(', '))}`,
    ].join('\n'),
  };
}

function keyOf(
  { facts }: GithubEvent,
  delivery: string,
  { sensor, trigger }: { sensor: string; trigger: string },
): string {
  return `waiting/${facts.repository.id}/${delivery}/${sensor}/${trigger}`;
}
