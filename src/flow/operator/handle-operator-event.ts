import type { Outcome } from '../../bus/event-bus.ts';
import type { OperatorEvent } from '../../event/event.ts';
import type { OperatorSensor } from '../../manifests/manifests.ts';
import { operatorPolicy } from '../../policy/operator-policy.ts';
import { cutToBytes } from '../../report/render/text/cut-text.ts';
import type { OperatorRequest } from '../../run/run-request.ts';
import { decide } from '../../sensor/decide.ts';
import type { Decision } from '../../sensor/decision.ts';
import type { EventDependency } from '../../sensor/sensor.ts';
import { findRefusals } from '../../sensor/validate/find-refusals.ts';
import { carryOut, type TriggerOutcome } from '../../trigger/carry-out.ts';
import { createEventEvaluators, type EventEvaluators } from '../decide/event-evaluators.ts';
import { forgetFiring, joinEvents } from '../join/join-events.ts';
import { explainFiring } from '../start/explain-firing.ts';
import { type FiringNote, noteDecision } from './latest-decisions.ts';
import type { OperatorTools } from './operator-tools.ts';
import { readForeignSource } from './read-foreign-source.ts';

/** The cluster's words may be long, and quote what was asked for. */
const maxMessageBytes = 500;

/**
 * Asks the operator's Sensors of a namespace about an event, and carries out what fires: with the operator's rights, and without checks.
 * What came of it is in the log, in the metrics, and in a row for each Sensor and event name. Doing it again changes nothing.
 */
export async function handleOperatorEvent(
  event: OperatorEvent,
  namespace: string,
  tools: OperatorTools,
): Promise<Outcome> {
  const listening = tools
    .manifests()
    .sensors.filter(
      (each) => each.namespace === namespace && each.sensor.spec.dependencies.some((one) => isNamed(one, event)),
    );
  if (listening.length === 0) {
    tools.log.info({ ...nameEvent(event, namespace) }, 'no Sensor listens to this event');
    return { kind: 'done' };
  }
  const evaluators = createEventEvaluators(tools.sandbox, { tenant: `operator/${namespace}` });
  const decided: { sensor: OperatorSensor; decision: Decision }[] = [];
  for (const sensor of listening) decided.push({ sensor, decision: await ask(sensor, event, evaluators) });
  const postponed = evaluators.postponed();
  if (postponed !== undefined) return { kind: 'retry', problem: postponed };

  const outcomes = await Promise.all(decided.map((each) => carryOutDecision(each.sensor, each.decision, event, tools)));
  return outcomes.find((each) => each.kind !== 'done') ?? { kind: 'done' };
}

function ask({ sensor }: OperatorSensor, event: OperatorEvent, evaluators: EventEvaluators): Promise<Decision> {
  return decide({ sensor, event, eventNames: isNamed, evaluators });
}

function isNamed(
  { eventSourceName, eventName }: EventDependency,
  { context }: Pick<OperatorEvent, 'context'>,
): boolean {
  return eventSourceName === context.source && eventName === context.subject;
}

async function carryOutDecision(
  { namespace }: OperatorSensor,
  said: Decision,
  event: OperatorEvent,
  tools: OperatorTools,
): Promise<Outcome> {
  const owner = `operator/${namespace}`;
  const joined = { owner, deliveryId: event.deliveryId };
  const decision = await joinEvents(said, joined, tools.records);
  for (const { code, severity, hint } of decision.problems) {
    // Its sentence may hold what the filter saw, which is no text for a log: the note of the decision has it.
    const fields = { ...nameEvent(event, namespace), sensor: decision.sensor, code, hint };
    tools.log[severity === 'error' ? 'error' : 'warn'](fields, 'a Sensor could not judge this event');
  }
  const fired = await Promise.all(
    decision.firings.map(async (firing) => {
      const request: OperatorRequest = {
        ...{ owner: 'operator', sensor: decision.sensor, firing, event, commit: '' },
        options: { checkName: `${decision.sensor}/${firing.trigger.template.name}`, report: 'started' },
        policy: operatorPolicy(namespace),
        ...{ untrusted: false, attempt: 1, askedAt: undefined, notes: [] },
        why: explainFiring(decision, firing),
      };
      const outcome = await perform(request, tools);
      const trigger = firing.trigger.template.name;
      const isJoined = decision.arrivals.some((each) => each.trigger.template.name === trigger);
      if (isJoined && outcome.kind === 'done') {
        await forgetFiring({ sensor: decision.sensor, trigger }, joined, tools.records);
      }
      return { trigger, outcome };
    }),
  );
  const firings = fired.map(({ trigger, outcome }) => noteOf(trigger, outcome));
  // It is for people to look at: the event need not wait for it.
  noteDecision({ namespace, event, decision, firings }, tools).catch((error: unknown) => {
    tools.log.warn({ ...nameEvent(event, namespace), err: error }, 'a decision could not be noted');
  });
  const waiting = fired.map(({ outcome }) => outcome).find((each) => each.kind === 'later');
  return waiting?.kind === 'later' ? { ...waiting, kind: 'retry' } : { kind: 'done' };
}

async function perform(request: OperatorRequest, tools: OperatorTools): Promise<TriggerOutcome> {
  const { event, sensor, firing, policy } = request;
  const fields = { ...nameEvent(event, policy.namespace), sensor, trigger: firing.trigger.template.name };
  const refusals = findRefusals(firing.trigger).map((each) => each.problem);
  const outcome: TriggerOutcome =
    refusals.length > 0
      ? { kind: 'refused', problems: refusals }
      : await carryOut(request, {
          ...tools,
          ...tools.triggers,
          readFile: tools.readManifestFile,
          readForeign: (kind, source) => readForeignSource(kind, source, policy.namespace, tools.triggers.cluster),
        });
  switch (outcome.kind) {
    case 'done': {
      tools.onFired(outcome.again ? 'repeated' : 'done');
      const { run } = outcome;
      if (run !== undefined && !outcome.again) tools.onRunStarted((tools.now() - event.occurredAt) / 1000);
      const made = run === undefined ? {} : { workflow: `${run.namespace}/${run.name}` };
      tools.log.info({ ...fields, ...made }, 'trigger carried out');
      return outcome;
    }
    case 'refused':
      tools.onFired('refused');
      for (const { code, message, hint } of outcome.problems) {
        tools.log.error({ ...fields, code, hint }, cutToBytes(message, maxMessageBytes, '…'));
      }
      return outcome;
    case 'later':
      tools.onFired('later');
      tools.log.warn({ ...fields, code: outcome.problem.code }, outcome.problem.message);
      return outcome;
  }
}

function noteOf(trigger: string, outcome: TriggerOutcome): FiringNote {
  switch (outcome.kind) {
    case 'done':
      return { trigger, outcome: 'done', ...(outcome.run === undefined ? {} : { run: outcome.run }) };
    case 'refused':
      return { trigger, outcome: 'refused', problems: outcome.problems };
    case 'later':
      return { trigger, outcome: 'later', problems: [outcome.problem] };
  }
}

function nameEvent({ context }: OperatorEvent, namespace: string): Record<string, string> {
  return { namespace, eventSource: context.source, event: context.subject, id: context.id };
}
