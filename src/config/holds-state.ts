import type { Sensor } from '../sensor/sensor.ts';

/**
 * Whether a Sensor remembers something between events: dependencies that wait for each other, conditions that are reset, a rate
 * limit. Such a Sensor is read from the default branch only, because its state belongs to no other commit.
 */
export function holdsState(sensor: Sensor): boolean {
  const { dependencies, triggers } = sensor.spec;
  return triggers.some((trigger) => {
    const { conditions, conditionsReset } = trigger.template;
    const joins =
      conditions === undefined || conditions.trim() === '' ? dependencies.length > 1 : /&&/.test(conditions);
    return joins || (conditionsReset ?? []).length > 0 || trigger.rateLimit !== undefined;
  });
}
