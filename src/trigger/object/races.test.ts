import { describe, expect, it } from 'vitest';
import type { KubernetesTrigger, Trigger } from '../../sensor/sensor.ts';
import { codesOf, ownLabels, setStage, type TriggerStage } from '../testing/stage.ts';

const policy = { triggers: ['k8s'], kinds: ['ConfigMap'] };
const foreign = { ...ownLabels, 'argo-events-app/repository-id': '7' };

function change(operation: string, data: object, more: Partial<KubernetesTrigger> = {}): Trigger {
  const resource = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'state' }, data };
  return { template: { name: operation, k8s: { operation, source: { resource }, ...more } } };
}

async function withState(): Promise<TriggerStage> {
  const stage = await setStage({ policy });
  stage.cluster.create(configMap(ownLabels, { a: '1' }));
  return stage;
}

function configMap(labels: object, data: object): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'state', namespace: 'ci', labels }, data };
}

/** Has somebody else act right before the first write that is meant, after all was read and judged. */
function beforeWrite(stage: TriggerStage, act: () => void): void {
  const { cluster } = stage.tools;
  let isDue = true;
  const intrude = ({ dryRun }: { dryRun: boolean }) => {
    if (dryRun || !isDue) return;
    isDue = false;
    act();
  };
  stage.tools.cluster = {
    ...cluster,
    async replaceObject(place, object, options) {
      intrude(options);
      return await cluster.replaceObject(place, object, options);
    },
    async patchObject(place, patch, options) {
      intrude(options);
      return await cluster.patchObject(place, patch, options);
    },
    async deleteObject(place, preconditions, options) {
      intrude(options);
      return await cluster.deleteObject(place, preconditions, options);
    },
  };
}

function recreate(stage: TriggerStage, labels: object): void {
  stage.cluster.remove('configmaps', 'ci', 'state');
  stage.cluster.create(configMap(labels, { a: 'theirs' }));
}

function edit(stage: TriggerStage, data: object): void {
  const live = stage.find('configmaps', 'state');
  stage.cluster.replace({ ...live, data });
}

describe('an object that somebody else changes after it was judged', () => {
  it.each(['update', 'patch'])('is read and judged anew: %s', async (operation) => {
    const stage = await withState();
    beforeWrite(stage, () => edit(stage, { a: '1', b: 'theirs' }));

    expect(codesOf(await stage.carryOut(change(operation, { a: '2' })))).toEqual(['done']);
    expect(stage.find('configmaps', 'state')?.data).toEqual({ a: '2', b: 'theirs' });
  });

  it.each(['update', 'patch', 'delete'])('is left alone when it became another’s: %s', async (operation) => {
    const stage = await withState();
    beforeWrite(stage, () => recreate(stage, foreign));

    expect(codesOf(await stage.carryOut(change(operation, { a: '2' })))).toEqual(['trigger.not-own']);
    expect(stage.find('configmaps', 'state')?.data).toEqual({ a: 'theirs' });
  });

  it.each(['update', 'patch', 'delete'])('may be gone: %s', async (operation) => {
    const stage = await withState();
    beforeWrite(stage, () => stage.cluster.remove('configmaps', 'ci', 'state'));

    expect(codesOf(await stage.carryOut(change(operation, { a: '2' })))).toEqual(['done']);
    expect(stage.find('configmaps', 'state')?.data).toEqual(operation === 'delete' ? undefined : { a: '2' });
  });

  it('is not put back to what it was when a liveObject was made from it', async () => {
    const stage = await withState();
    const append = { src: { dependencyName: 'event', value: '!' }, dest: 'data.a', operation: 'append' };
    const trigger = change('update', {}, { liveObject: true, parameters: [append] });
    beforeWrite(stage, () => edit(stage, { a: 'theirs', b: 'new' }));

    expect(codesOf(await stage.carryOut(trigger))).toEqual(['later']);
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['done']);
    expect(stage.find('configmaps', 'state')?.data).toEqual({ a: 'theirs!', b: 'new' });
  });

  it('whose name is free again the next time is created then', async () => {
    const stage = await setStage({ policy });
    stage.cluster.create(configMap({}, {}));
    const { cluster } = stage.tools;
    stage.tools.cluster = {
      ...cluster,
      async getObject(place) {
        stage.cluster.remove('configmaps', 'ci', 'state');
        return await cluster.getObject(place);
      },
    };

    expect(codesOf(await stage.carryOut(change('create', { a: '2' })))).toEqual(['later']);
    expect(codesOf(await stage.carryOut(change('create', { a: '2' })))).toEqual(['done']);
  });
});
