import type { ConfiguredSensor } from '../config/configuration.ts';
import type { GithubEvent } from '../event/event.ts';
import { compileCondition } from '../expression/condition/compile-condition.ts';
import { compileGlobs } from '../expression/glob/compile-globs.ts';
import { decide } from '../sensor/decide.ts';
import type { Decision } from '../sensor/decision.ts';
import type { Evaluated, Evaluators } from '../sensor/filters/evaluators.ts';
import { noScripts } from '../sensor/filters/no-scripts.ts';
import { rememberCompiled } from '../sensor/remember-compiled.ts';
import type { EventDependency, Sensor } from '../sensor/sensor.ts';

const evaluators: Evaluators = { matchGlobs, evaluateCondition, ...noScripts };

/**
 * What a Sensor of the file says to this event.
 *
 * @param sensor the Sensor to ask in place of the configured one, with the same dependencies
 */
export function askSensor(
  configured: ConfiguredSensor,
  event: GithubEvent,
  sensor: Sensor = configured.sensor,
): Promise<Decision> {
  const eventNames = ({ name }: EventDependency) => {
    const names = configured.githubEvents[name] ?? [];
    return names.includes(event.facts.eventName) || names.includes('*');
  };
  return decide({ sensor, event, eventNames, evaluators });
}

const conditionOf = rememberCompiled(compileCondition);
const globsOf = rememberCompiled((patterns) => compileGlobs(JSON.parse(patterns) as string[]));

function matchGlobs(patterns: string[], values: string[]): Evaluated {
  const globs = globsOf(JSON.stringify(patterns));
  return globs.ok ? { ok: true, value: values.some((value) => globs.match(value)) } : globs;
}

function evaluateCondition(text: string, data: Record<string, unknown>): Evaluated {
  const condition = conditionOf(text);
  return condition.ok ? condition.evaluate(data) : condition;
}
