import { afterAll, describe, expect, it } from 'vitest';
import { problem } from '../../problem/problem.ts';
import { eventOf, makePush } from '../../run/testing/deliveries.ts';
import { createSandbox } from '../../sandbox/create-sandbox.ts';
import { setStage } from '../testing/stage.ts';
import { checkFilePrograms } from './check-file-programs.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.close());

function sensorOf(dependency: object, filters: object = {}): string {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 'scripted' },
    spec: {
      dependencies: [{ name: 'pushed', eventSourceName: 'github', eventName: 'push', ...dependency }],
      triggers: [{ template: { name: 'run', log: {} } }],
      filters,
    },
  });
}

async function check(file: string, used: Parameters<typeof checkFilePrograms>[1]['sandbox'] = sandbox) {
  const stage = setStage();
  stage.commit({ '.argo-events.yaml': file });
  return await checkFilePrograms(await stage.load(eventOf(makePush())), { sandbox: used });
}

describe('programs of a file', () => {
  it.each([
    ['a script of a filter', sensorOf({ filters: { script: 'return event.a ==' } }), 'sensor.script'],
    ['a script of a transform', sensorOf({ transform: { script: 'return return' } }), 'sensor.script'],
    ['a script for all', sensorOf({}, { script: 'if' }), 'sensor.script'],
    ['jq', sensorOf({ transform: { jq: '.a |' } }), 'sensor.jq'],
  ])('that cannot be read are told: %s', async (_, file, code) => {
    expect(await check(file)).toMatchObject([
      { code, severity: 'warning', file: '.argo-events.yaml', position: { line: 1 } },
    ]);
  });

  it.each([
    ['a script that would fail', sensorOf({ filters: { script: "error('x') -- it would" } })],
    ['a script with arguments', sensorOf({ filters: { script: 'local a = ...\nreturn a == nil' } })],
    ['a script that would never end', sensorOf({ filters: { script: 'while true do end' } })],
    ['jq that would fail', sensorOf({ transform: { jq: 'def f: error("x"); f # it would' } })],
    ['no program', sensorOf({})],
  ])('that can be read are not run: %s', async (_, file) => {
    expect(await check(file)).toEqual([]);
  });

  it('are not blamed for a sandbox that is busy', async () => {
    const busy = problem('sandbox.busy', { program: 'jq program', limit: 1 });
    const runJq = async () => ({ ok: false as const, message: busy.message, problem: busy });

    expect(await check(sensorOf({ transform: { jq: '.a |' } }), { ...sandbox, runJq })).toEqual([]);
  });
});
