import { describe, expect, it } from 'vitest';
import { eventOf, makePush } from '../../run/testing/deliveries.ts';
import { dependency } from '../../run/testing/requests.ts';
import type { Trigger } from '../../sensor/sensor.ts';
import { codesOf, setStage } from '../testing/stage.ts';

function log(name = 'note'): Trigger {
  return { template: { name, log: {} } };
}

describe('a log trigger', () => {
  it('says which event came and what it is made of, and nothing that is in it', async () => {
    const stage = await setStage({ policy: { triggers: ['log'] } });

    await stage.carryOut(log(), eventOf(makePush({ secret: 'hunter2' })));

    expect(stage.logged).toHaveLength(1);
    expect(stage.logged[0]?.fields).toMatchObject({
      delivery: 'd-1',
      repository: 'acme/shop',
      sensor: 'ci',
      trigger: 'note',
      dependency,
      keys: expect.arrayContaining(['body.secret', 'body.ref']),
    });
    expect(JSON.stringify(stage.logged)).not.toContain('hunter2');
  });

  it('is bounded, and takes data that is no JSON', async () => {
    const stage = await setStage({ policy: { triggers: ['log'] } });
    const many = Object.fromEntries(Array.from({ length: 500 }, (_each, index) => [`${'k'.repeat(500)}${index}`, 1]));
    const event = eventOf(makePush({ ...many }));

    await stage.carryOut(log(), event);
    await stage.carryOut(log('other'), { ...event, data: 'plain text' });

    expect(JSON.stringify(stage.logged[0]).length).toBeLessThan(8000);
    expect(stage.logged[1]?.fields).toMatchObject({ keys: [] });
  });

  it('needs the right to log triggers', async () => {
    const stage = await setStage();

    expect(codesOf(await stage.carryOut(log()))).toEqual(['trigger.kind-not-allowed']);
  });
});
