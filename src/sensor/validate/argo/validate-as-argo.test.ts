import { describe, expect, it } from 'vitest';
import { isTimeZone } from '../../../expression/go-time/time-zone.ts';
import { readCron } from '../../../time/cron/read-cron.ts';
import { parseClockTime } from '../../time/clock-time.ts';
import { validateAsArgo } from './validate-as-argo.ts';

const dependency = { name: 'd', eventSourceName: 'e', eventName: 'n' };

function refuse(template: unknown, more: Record<string, unknown> = {}): string | undefined {
  const triggers = [{ template, ...more }];
  return validateAsArgo({ spec: { dependencies: [dependency], triggers } })?.message;
}

const badParameters = [{ src: { dependencyName: '' }, dest: 'x' }];
const nameless = "parameter dependency name can't be empty";

describe('validateAsArgo', () => {
  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['awsLambda', {}, 'function name is not specified'],
    ['awsLambda', { functionName: 'f', region: 'r' }, 'payload parameters are not specified'],
    ['awsLambda', { functionName: 'f', region: 'r', payload: [] }, undefined],
    ['awsLambda', { functionName: 'f', region: 'r', payload: badParameters }, `payload index: 0. err: ${nameless}`],
    ['kafka', {}, 'broker url must not be empty'],
    ['kafka', { url: 'u', payload: [] }, 'topic must not be empty'],
    ['nats', { url: 'u' }, "nats subject can't be empty"],
    ['nats', { url: 'u', subject: 's' }, "payload can't be nil"],
    ['slack', { slackToken: { name: 'a', key: 'b' } }, undefined],
    ['openWhisk', {}, 'action name is not specified'],
    [
      'openWhisk',
      { actionName: 'a', host: 'h', authToken: { name: 'x' } },
      'auth token key and name must be specified',
    ],
    [
      'openWhisk',
      { actionName: 'a', host: 'h', payload: badParameters },
      `resource parameter index: 0. err: ${nameless}`,
    ],
    ['http', { url: 'u', parameters: badParameters }, `resource parameter index: 0. err: ${nameless}`],
    ['http', { url: 'u', payload: [{ dest: '' }] }, "payload index: 0. err: parameter source can't be empty"],
    ['http', { url: 'u', method: 'PUT' }, undefined],
    ['email', { host: 'h', port: -1 }, 'port: -1, port should be between 0-65535'],
    ['email', { host: 'h' }, undefined],
    ['custom', { serverURL: 'u', spec: {}, secure: true, certSecret: {} }, undefined],
    ['azureServiceBus', {}, undefined],
  ])('checks %s %j', (kind, fields, reason) => {
    expect(refuse({ name: 't', [kind]: fields })).toBe(reason && `template t is invalid, ${reason}`);
  });

  it('checks a trigger’s policy against its kind', () => {
    const source = { resource: {} };
    const workflow = { name: 't', argoWorkflow: { source, operation: 'submit' } };

    expect(refuse(workflow, { policy: { k8s: {} } })).toBe('resource labels are not specified');
    expect(refuse(workflow, { policy: { status: {} } })).toBeUndefined();
    expect(
      refuse({ name: 't', awsLambda: { functionName: 'f', region: 'r', payload: [] } }, { policy: { status: {} } }),
    ).toBe('list of allowed response status is not specified');
    expect(refuse({ name: 't', log: {} }, { policy: { k8s: {} } })).toBeUndefined();
  });

  it('checks a dlqTrigger like a trigger', () => {
    const template = { name: 't', log: {} };

    expect(refuse(template, { atLeastOnce: true, dlqTrigger: { template } })).toBe(
      'atLeastOnce must be set to true within the dlqTrigger',
    );
    expect(refuse(template, { atLeastOnce: true, dlqTrigger: { atLeastOnce: true } })).toBe(
      "trigger template can't be nil",
    );
  });

  it('needs a name for a trigger, a bus, and a source and event for a dependency', () => {
    expect(refuse({ log: {} })).toBe('trigger must define a name');
    expect(validateAsArgo({}, { eventBus: 'none' })?.message).toBe('nil eventbus');
    expect(validateAsArgo({})?.message).toBe('no event dependencies found');
  });

  it('names the date in errors of time filters', () => {
    const time = { start: '09:00', stop: '10:00:00' };
    const spec = { dependencies: [{ ...dependency, filters: { time } }], triggers: [] };

    expect(validateAsArgo({ spec }, { today: '2026-01-31' })?.message).toBe(
      'parsing time "2026-01-31 09:00" as "2006-01-02 15:04:05": cannot parse "" as ":"',
    );
  });
});

describe('parseClockTime', () => {
  it.each([
    ['9:05:06', 32_706e9],
    ['23:59:59.5', 86_399_500_000_000],
    ['00:00:00,000000001', 1],
    [' 01:00:00', 3_600e9],
  ])('reads %s', (time, nanoseconds) => {
    expect(parseClockTime(time, '2026-01-31')).toEqual({ ok: true, nanoseconds });
  });

  it.each([
    ['24:00:00', ': hour out of range'],
    ['10:60:00', ': minute out of range'],
    ['10:00:60', ': second out of range'],
    ['', ' as "2006-01-02 15:04:05": cannot parse "" as "15"'],
    ['10:1:00', ' as "2006-01-02 15:04:05": cannot parse "1:00" as "04"'],
    ['10:00:0', ' as "2006-01-02 15:04:05": cannot parse "0" as "05"'],
    ['10:00:00x', ': extra text: "x"'],
  ])('refuses %j as Go does', (time, reason) => {
    expect(parseClockTime(time, '2026-01-31')).toEqual({
      ok: false,
      message: `parsing time "2026-01-31 ${time}"${reason}`,
    });
  });
});

describe('isTimeZone', () => {
  it.each([
    ['', true],
    ['UTC', true],
    ['Local', true],
    ['Europe/Berlin', true],
    ['US/Pacific', true],
    ['EST', true],
    ['europe/berlin', false],
    ['utc', false],
    ['../etc', false],
    ['+02:00', false],
    ['X/Y', false],
  ])('%j: %s', (name, expected) => {
    expect(isTimeZone(name)).toBe(expected);
  });
});

describe('isCronExpression', () => {
  it.each([
    ['* * * * *', true],
    ['0 9-17/2 1,15 JAN-mar mon', true],
    ['? ? ? ? ?', true],
    ['*/5 * * * *', true],
    ['TZ=Europe/Berlin 0 0 * * *', true],
    ['CRON_TZ=X/Y 0 0 * * *', false],
    ['@daily', false],
    ['* * * * * *', false],
    ['* * * *', false],
    ['60 * * * *', false],
    ['* 24 * * *', false],
    ['* * 0 * *', false],
    ['* * * 13 *', false],
    ['* * * * 7', false],
    ['5-1 * * * *', false],
    ['*/0 * * * *', false],
    ['1-2-3 * * * *', false],
    ['1/2/3 * * * *', false],
    ['*-5 * * * *', true],
    ['+5 * * * *', true],
    ['5/10 * * * *', true],
    ['x * * * *', false],
    ['1-x * * * *', false],
  ])('%s: %s', (expression, expected) => {
    expect(readCron(expression) !== undefined).toBe(expected);
  });
});
