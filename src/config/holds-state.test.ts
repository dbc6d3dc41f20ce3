import { describe, expect, it } from 'vitest';
import type { Sensor, Trigger } from '../sensor/sensor.ts';
import { holdsState } from './holds-state.ts';

function sensorOf(
  dependencies: string[],
  trigger: Partial<Trigger> & { conditions?: string; conditionsReset?: { byTime?: { cron: string } }[] },
): Sensor {
  const { conditions, conditionsReset, ...rest } = trigger;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 's' },
    spec: {
      dependencies: dependencies.map((name) => ({ name, eventSourceName: 'github', eventName: 'push' })),
      triggers: [
        {
          ...rest,
          template: {
            name: 't',
            ...(conditions === undefined ? {} : { conditions }),
            ...(conditionsReset === undefined ? {} : { conditionsReset }),
          },
        },
      ],
    },
  };
}

describe('holdsState', () => {
  it.each([
    [['a'], {}, false],
    [['a', 'b'], {}, true],
    [['a', 'b'], { conditions: '' }, true],
    [['a', 'b'], { conditions: 'a || b' }, false],
    [['a', 'b'], { conditions: 'a && b' }, true],
    [['a', 'b', 'c'], { conditions: '(a && b) || c' }, true],
    [['a'], { conditions: 'a', conditionsReset: [{ byTime: { cron: '0 0 * * *' } }] }, true],
    [['a'], { conditionsReset: [] }, false],
    [['a'], { rateLimit: { unit: 'Minute', requestsPerUnit: 3 } }, true],
  ])('%j with %j: %s', (dependencies, trigger, expected) => {
    expect(holdsState(sensorOf(dependencies, trigger))).toBe(expected);
  });
});
