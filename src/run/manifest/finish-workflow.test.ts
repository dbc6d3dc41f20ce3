import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labels, reportFinalizer } from '../../kubernetes/labels.ts';
import type { ObjectMeta, WorkflowManifest } from '../../kubernetes/workflow.ts';
import type { RunOptions } from '../run-options.ts';
import { eventOf, makePush, receivedAt } from '../testing/deliveries.ts';
import { builtInPolicy, makeWorkflow, requestFor, submit } from '../testing/requests.ts';
import { addOwnMetadata, finishWorkflow } from './finish-workflow.ts';

const request = requestFor(submit({ resource: {} }));

/** Metadata and fields of the spec as a user may have written them, right or wrong. */
function finish({ metadata = {}, spec = {} }: { metadata?: object; spec?: object }, changes = request) {
  const workflow = makeWorkflow([], metadata);
  return finishWorkflow({ ...workflow, metadata, spec: { ...workflow.spec, ...spec } }, changes);
}

describe('the name of a Workflow', () => {
  it.each([
    ['build-', /^build-[a-z2-7]{12}$/],
    ['Deploy to PROD!', /^deploy-to-prod-[a-z2-7]{12}$/],
    [`${'long-'.repeat(20)}`, /^(long-){7}long-[a-z2-7]{12}$/],
    ['x'.repeat(80), /^x{39}-[a-z2-7]{12}$/],
    ['', /^ci-[a-z2-7]{12}$/],
    [null, /^ci-[a-z2-7]{12}$/],
    [undefined, /^ci-[a-z2-7]{12}$/],
    [2024, /^ci-[a-z2-7]{12}$/],
    [{ toString: 1 }, /^ci-[a-z2-7]{12}$/],
  ])('begins with at most 40 characters of the generateName %j', (generateName, expected) => {
    const { manifest, name } = finish({ metadata: { generateName } });

    expect(name).toMatch(expected);
    expect(manifest.metadata.name).toBe(name);
    expect(manifest.metadata).not.toHaveProperty('generateName');
  });

  it('is the one that the author fixed, whatever else is there', () => {
    expect(finish({ metadata: { name: 'nightly', generateName: 'build-' } }).name).toBe('nightly');
  });

  it('is generated where the fixed one is empty, as Kubernetes does it', () => {
    expect(finish({ metadata: { name: '', generateName: 'build-' } }).name).toMatch(/^build-/);
  });

  it('is the same each time, and another one for another attempt', () => {
    const again = finish({}, { ...request, attempt: 2 });

    expect(finish({}).name).toBe(finish({}).name);
    expect(again.name).not.toBe(finish({}).name);
  });
});

describe('the namespace of a Workflow', () => {
  it.each([
    [undefined, 'ci'],
    [null, 'ci'],
    ['elsewhere', 'elsewhere'],
  ])('is the policy’s where the author wrote %j, and else left to the guard', (namespace, expected) => {
    expect(finish({ metadata: { namespace } }).manifest.metadata.namespace).toBe(expected);
  });
});

describe('the service account of a Workflow', () => {
  const withAccount = { ...request, policy: { ...builtInPolicy(), serviceAccount: 'runner' } };

  it.each([[undefined], [null], ['']])('is the policy’s where the author wrote %j', (serviceAccountName) => {
    expect(finish({ spec: { serviceAccountName } }, withAccount).manifest.spec.serviceAccountName).toBe('runner');
  });

  it('is the author’s where one is named', () => {
    expect(finish({ spec: { serviceAccountName: 'own' } }, withAccount).manifest.spec.serviceAccountName).toBe('own');
  });

  it('is left to the namespace where nobody names one', () => {
    expect(finish({}).manifest.spec).not.toHaveProperty('serviceAccountName');
  });
});

describe('the deadline of a Workflow', () => {
  it.each<[string, unknown, number | undefined, number]>([
    ['its own', 60, 600, 60],
    ['the pipeline’s timeout', 700, 600, 600],
    ['the policy’s limit', 9000, 9000, 3600],
    ['the policy’s limit, where nobody else sets one', undefined, undefined, 3600],
    ['the pipeline’s, when its own is nothing', null, 600, 600],
    ['the pipeline’s, when its own is none at all', 0, 600, 600],
    ['the pipeline’s, when its own is in the past', -5, 600, 600],
    ['the pipeline’s, when its own is a text', '60', 600, 600],
    ['the pipeline’s, when its own is an object', { seconds: 60 }, 600, 600],
  ])('is the shortest: %s', (_what, activeDeadlineSeconds, timeoutSeconds, expected) => {
    const options: RunOptions = {
      ...request.options,
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    };
    const policy = { ...builtInPolicy(), limits: { runsPerEvent: 20, timeoutSeconds: 3600 } };
    const { manifest } = finish({ spec: { activeDeadlineSeconds } }, { ...request, options, policy });

    expect(manifest.spec.activeDeadlineSeconds).toBe(expected);
  });
});

describe('what the guard judges', () => {
  it('has nothing of the app in it', () => {
    const { manifest } = finish({ metadata: { labels: { mine: 'x' }, annotations: { also: 'y' } } });

    expect(Object.keys(manifest.metadata).toSorted()).toEqual(['annotations', 'labels', 'name', 'namespace']);
    expect(manifest.metadata).toMatchObject({ labels: { mine: 'x' }, annotations: { also: 'y' } });
  });

  it('is the author’s Workflow otherwise, and the given one stays as it was', () => {
    const given: WorkflowManifest = makeWorkflow([{ name: 'a', value: '{{=1+1}}' }]);
    const before = structuredClone(given);
    const { manifest, changed } = finishWorkflow(given, request);

    expect(given).toEqual(before);
    expect(manifest).toMatchObject({ apiVersion: before.apiVersion, kind: before.kind, spec: before.spec });
    expect(changed).toEqual([]);
  });
});

describe('what the app adds after the guard', () => {
  const own = { appId: 9, annotations: { 'argo-events-app/identity': 'v1.x.y' } };

  function added(metadata: ObjectMeta = {}, changes = request): ObjectMeta {
    return addOwnMetadata({ ...makeWorkflow(), metadata }, changes, own).metadata;
  }

  it('tells whose run it is, and keeps it until it is reported', () => {
    expect(added({ name: 'x', labels: { mine: 'a' }, annotations: { also: 'b' }, finalizers: ['other/one'] })).toEqual({
      name: 'x',
      labels: {
        mine: 'a',
        [labels.managedBy]: '9',
        [labels.repositoryId]: '42',
        [labels.sensor]: 'ci',
        [labels.trigger]: 'run',
        [labels.actionTimestamp]: String(receivedAt),
      },
      annotations: { also: 'b', 'argo-events-app/identity': 'v1.x.y' },
      finalizers: ['other/one', reportFinalizer],
    });
  });

  it('wins over what the author wrote under its names', () => {
    const metadata = added({
      labels: { [labels.managedBy]: '1', [labels.repositoryId]: '1' },
      annotations: { 'argo-events-app/identity': 'forged' },
    });

    expect(metadata.labels).toMatchObject({ [labels.managedBy]: '9', [labels.repositoryId]: '42' });
    expect(metadata.annotations).toEqual(own.annotations);
  });

  it('is valid for Kubernetes whatever the Sensor and the trigger are called', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 50, maxLength: 300 }));
    fc.assert(
      fc.property(text, text, (sensor, name) => {
        const trigger = { template: { name, argoWorkflow: {} } };
        const metadata = added({}, { ...requestFor(trigger, eventOf(makePush())), sensor });
        for (const value of Object.values(metadata.labels ?? {})) {
          expect(value).toMatch(/^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/);
          expect(value.length).toBeLessThanOrEqual(63);
        }
      }),
    );
  });
});
