import type { ConfiguredSensor } from '../../config/configuration.ts';
import type { GithubEvent } from '../../event/event.ts';
import { decide } from '../../sensor/decide.ts';
import type { Decision } from '../../sensor/decision.ts';
import type { Evaluators } from '../../sensor/filters/evaluators.ts';
import type { EventDependency, Sensor } from '../../sensor/sensor.ts';
import { pureEvaluators } from './event-evaluators.ts';

/**
 * What a Sensor of the file says to this event.
 *
 * @param sensor the Sensor to ask in place of the configured one, with the same dependencies
 */
export function askSensor(
  configured: ConfiguredSensor,
  event: GithubEvent,
  sensor: Sensor = configured.sensor,
  evaluators: Evaluators = pureEvaluators,
): Promise<Decision> {
  const { type, source, subject } = event.context;
  const eventNames = ({ name, eventSourceName, eventName }: EventDependency) => {
    // What an EventSource of the file heard is named by it, and no event of GitHub, also where a dependency takes all of those.
    if (type !== 'github' && type !== 'manual') return eventSourceName === source && eventName === subject;
    const names = configured.githubEvents[name] ?? [];
    return names.includes(event.facts.eventName) || names.includes('*');
  };
  return decide({ sensor, event, eventNames, evaluators });
}
