import { describe, expect, it } from 'vitest';
import type { Event } from '../../event/event.ts';
import { traceParameters } from './trace-parameters.ts';

const push: Event = {
  context: {
    id: '1',
    source: 'github',
    specversion: '1.0',
    type: 'github',
    datacontenttype: 'application/json',
    subject: 'push',
    time: '2026-01-31T10:00:00Z',
  },
  data: JSON.stringify({ body: { after: 'abc', token: `ghp_${'a1'.repeat(18)}` } }),
};

const from = (source: object) => ({ src: { dependencyName: 'push', ...source }, dest: 'spec.x' });

describe('traceParameters', () => {
  it.each([
    [from({ dataKey: 'body.after' }), { source: 'dataKey body.after of push', outcome: 'set', value: 'abc' }],
    [from({ dataKey: 'body.token' }), { outcome: 'set', value: '***' }],
    [
      from({ dataTemplate: '{{ .Input.body.after }}', dataKey: 'body.before' }),
      { source: 'dataTemplate {{ .Input.body.after }} of push', value: 'abc' },
    ],
    [
      from({ dataTemplate: '{{ .Input.body.none }}', dataKey: 'body.after' }),
      { source: 'dataKey body.after of push', value: 'abc' },
    ],
    [from({ contextKey: 'type' }), { source: 'contextKey type of push', value: 'github' }],
    [
      from({ contextTemplate: '{{ .Input.type }}' }),
      { source: 'contextTemplate {{ .Input.type }} of push', value: 'github' },
    ],
    [from({ dataKey: 'body.none', value: 'x' }), { source: 'its default (value)', outcome: 'set', value: 'x' }],
    [from({}), { source: 'the whole event of push', outcome: 'set' }],
    [
      from({ dataKey: 'body.none' }),
      {
        source: 'dataKey body.none of push',
        outcome: 'failed',
        message: "unable to resolve 'push' parameter value. err: <nil>",
      },
    ],
    [
      { src: { dependencyName: 'other', dataKey: 'a' }, dest: 'a', operation: 'append' },
      { operation: 'append', outcome: 'left-out' },
    ],
    [{ dest: 'a' }, { source: 'nothing', outcome: 'failed', message: "parameter source can't be empty" }],
  ])('tells where a value came from (%#)', (parameter, expected) => {
    expect(traceParameters([parameter], { push })).toMatchObject([expected]);
  });
});
