import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBinding } from './read-binding.ts';

const metadata = { name: 'b', namespace: 'ci', uid: 'u', resourceVersion: '1' };
const identity = { name: 'b', namespace: 'ci', uid: 'u', resourceVersion: '1' };

describe('readBinding', () => {
  it('reads everything that decides', () => {
    const submit = {
      workflowTemplateRef: { name: 't', clusterScope: true },
      metadata: { name: '"n"', labels: { a: '"b"' } },
      arguments: {
        parameters: [
          { name: 'p', valueFrom: { event: 'payload' } },
          { name: 'q', value: 'x' },
        ],
      },
    };
    expect(readBinding({ metadata, spec: { event: { selector: 'true' }, submit } })).toEqual({
      ...identity,
      selector: 'true',
      submit: {
        template: { name: 't', clusterScope: true },
        metadata: { name: '"n"', labels: { a: '"b"' }, annotations: {} },
        parameters: [
          { name: 'p', event: 'payload' },
          { name: 'q', event: undefined },
        ],
      },
    });
  });

  it('takes one that only selects, and one without a selector', () => {
    expect(readBinding({ metadata, spec: {} })).toEqual({ ...identity, selector: '', submit: undefined });
  });

  it.each([
    [{ event: { selector: 1 } }, 'spec.event.selector is no text'],
    [{ submit: {} }, 'spec.submit.workflowTemplateRef has no name'],
    [
      { submit: { workflowTemplateRef: { name: 't' }, metadata: { labels: { a: 1 } } } },
      'spec.submit.metadata holds something else than expressions',
    ],
    [
      { submit: { workflowTemplateRef: { name: 't' }, arguments: { parameters: [{}] } } },
      'a parameter of spec.submit.arguments has no name',
    ],
  ])('says what is wrong with %j', (spec, malformed) => {
    expect(readBinding({ metadata, spec })).toMatchObject({ malformed });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (spec) => readBinding({ metadata, spec }).name === 'b'));
  });
});
