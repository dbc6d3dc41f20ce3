import { describe, expect, it } from 'vitest';
import { commit, eventOf, makePush } from '../run/testing/deliveries.ts';
import { makeWorkflow } from '../run/testing/requests.ts';
import { handleEvent } from './handle-delivery.ts';
import { setStage } from './testing/stage.ts';

const files = {
  '.argo-events.yaml': `
defaults: { on: push, workflow: .argo/ci.yaml }
pipelines:
  ci: {}
  lint: {}
  broken: { workflow: .argo/missing.yaml }
  unsure: { if: "github.sender > 1" }
  misspelt: { onn: push }
`,
  '.argo/ci.yaml': JSON.stringify(makeWorkflow()),
};

async function handleTwice(only: string, file = files) {
  const stage = setStage();
  stage.commit(file);
  await stage.handle(makePush());
  const before = (await stage.checks()).length;
  const told: string[] = [];
  const handling = { attempt: 2, only: (name: string) => name === only, tell: (name: string) => told.push(name) };
  const outcome = await handleEvent(eventOf(makePush()), stage.tools, handling);
  return { stage, before, told, outcome };
}

describe('an event that is handled again for one check', () => {
  it('makes another run of that check and of no other', async () => {
    const { stage, before, told, outcome } = await handleTwice('ci');

    expect(outcome).toEqual({ kind: 'done' });
    expect(told).toEqual(['ci']);
    expect(stage.runs().map(({ checkName, attempt }) => `${checkName} ${attempt}`)).toEqual(['ci 1', 'lint 1', 'ci 2']);
    expect(await stage.checks()).toHaveLength(before);
  });

  it.each(['broken', 'unsure', 'argo-events'])('says once more what stands in the way of a run: %s', async (name) => {
    const { stage, before, told } = await handleTwice(name);
    const checks = (await stage.checks()).filter((each) => each.name === name);

    expect(told).toEqual([name]);
    expect(checks).toHaveLength(2);
    expect(await stage.checks()).toHaveLength(before + 1);
    expect(new Set(checks.map((each) => each.conclusion))).toEqual(new Set(['failure']));
    expect(new Set(checks.map((each) => each.externalId)).size).toBe(2);
  });

  it('tells of nothing where the event starts no such check', async () => {
    const { stage, before, told, outcome } = await handleTwice('gone');

    expect({ told, outcome }).toEqual({ told: [], outcome: { kind: 'done' } });
    expect(await stage.checks()).toHaveLength(before);
  });

  it('does the same however often it happens', async () => {
    const { stage } = await handleTwice('ci');
    await handleEvent(eventOf(makePush()), stage.tools, { attempt: 2, only: (name) => name === 'ci' });

    expect(stage.runs()).toHaveLength(3);
  });

  it('leaves alone what Sensors remember between events, and what is known of the branch', async () => {
    const joining = `${files['.argo-events.yaml']}---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: both }
spec:
  dependencies:
    - { name: push, eventSourceName: github, eventName: push }
    - { name: tag, eventSourceName: github, eventName: create }
  triggers:
    - template:
        name: run
        conditions: push && tag
        log: {}
`;
    const stage = setStage();
    stage.commit({ ...files, '.argo-events.yaml': joining });
    await stage.handle(makePush());
    const kept = async () => [
      ...(await stage.records.list('joins', '')),
      ...(await stage.records.list('listened-events', '')),
    ];
    const before = await kept();
    expect(before.length).toBeGreaterThan(1);
    await handleEvent(eventOf(makePush({}, { id: 'd-2' })), stage.tools, { attempt: 2 });

    expect(await kept()).toEqual(before);
    expect(stage.github.calls.every((each) => each === `files ${commit}`)).toBe(true);
  });
});
