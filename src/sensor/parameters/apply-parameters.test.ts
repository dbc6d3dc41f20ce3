import { describe, expect, it } from 'vitest';
import type { Event } from '../../event/event.ts';
import type { TriggerParameter, TriggerParameterSource } from '../sensor.ts';
import { applyParameters } from './apply-parameters.ts';
import { applyTemplateParameters } from './apply-template-parameters.ts';
import { constructPayload } from './construct-payload.ts';
import { resolveParameter } from './resolve-parameter.ts';

function eventOf(data: string, datacontenttype = 'application/json'): Event {
  const time = '2026-01-31T10:00:00.5+02:00';
  return {
    context: { id: '1', source: 'github', specversion: '1.0', type: 'github', datacontenttype, subject: 'push', time },
    data,
  };
}

const event = eventOf('{"ref":"refs/heads/main","n":7,"big":9007199254740993,"none":null,"o":{"k":[1]},"huge":1e400}');
const events = { dep: event };

function resolve(source: Omit<TriggerParameterSource, 'dependencyName'>, name = 'dep', from = events) {
  return resolveParameter({ dependencyName: name, ...source }, from);
}

describe('resolveParameter', () => {
  it.each<[Omit<TriggerParameterSource, 'dependencyName'>, string, string]>([
    [{ dataKey: 'ref' }, 'refs/heads/main', 'String'],
    [{ dataKey: 'big' }, '9007199254740993', 'Number'],
    [{ dataKey: 'none', value: 'default' }, 'null', 'Null'],
    [{ dataKey: 'o' }, '{"k":[1]}', 'JSON'],
    [{ contextKey: 'subject' }, 'push', 'String'],
    [{ contextTemplate: '{{ .Input.time }}' }, '2026-01-31T08:00:00Z', 'String'],
    [{ contextKey: 'type', dataKey: 'n' }, '7', 'Number'],
    [{ dataTemplate: 'v{{ .Input.n }}' }, 'v7', 'String'],
    [{ dataTemplate: '{{ .Input.missing }}', dataKey: 'n' }, '7', 'Number'],
  ])('%j is %s of type %s, from the event', (source, value, type) => {
    expect(resolve(source)).toMatchObject({ kind: 'value', value, type, fromEvent: true });
  });

  it.each<[Omit<TriggerParameterSource, 'dependencyName'>, string]>([
    [{ value: '' }, ''],
    [{ dataKey: 'missing', value: 'default' }, 'default'],
    [{ dataTemplate: '{{ nope', value: 'default' }, 'default'],
  ])('%j is the default %j, which is not from the event', (source, value) => {
    expect(resolve(source)).toMatchObject({ kind: 'value', value, type: 'String', fromEvent: false });
  });

  it('gives the whole event where nothing is selected, its data in base64', () => {
    const resolved = resolve({});

    expect(resolved).toMatchObject({ kind: 'value', type: 'String', fromEvent: true });
    const whole = JSON.parse(resolved.kind === 'value' ? resolved.value : '');
    expect(whole.context).toEqual({ ...event.context, time: '2026-01-31T08:00:00Z' });
    expect(atob(whole.data)).toBe(event.data);
  });

  it('skips a dependency that has not come and has no default', () => {
    expect(resolve({ dataKey: 'ref' }, 'other')).toEqual({ kind: 'skip' });
    expect(resolve({ dataKey: 'ref' }, 'toString')).toEqual({ kind: 'skip' });
    expect(resolve({ dataKey: 'ref', value: 'v' }, 'other')).toMatchObject({ value: 'v' });
  });

  it.each<[Omit<TriggerParameterSource, 'dependencyName'>, Event, string]>([
    [{ dataKey: 'missing' }, event, "unable to resolve 'dep' parameter value. err: <nil>"],
    [
      { dataTemplate: '{{ .Input.missing }}' },
      event,
      "unable to resolve 'dep' parameter value. err: template evaluated to empty string or no value: {{ .Input.missing }}",
    ],
    [
      { dataTemplate: '{{ .Input.ref.x }}' },
      event,
      "unable to resolve 'dep' parameter value. err: template: param:1:9: executing \"param\" at <.Input.ref.x>: can't evaluate field x in type interface {}",
    ],
    [{ dataKey: 'a' }, eventOf('{"a":1}', 'text/plain'), 'unsupported event content type: text/plain'],
    [
      { dataKey: 'a' },
      eventOf('{"a":1}', 'application/json; charset=utf-8'),
      'unsupported event content type: application/json; charset=utf-8',
    ],
    [{ dataKey: 'a' }, eventOf('{"a"'), 'event data is not valid JSON'],
    [
      { dataKey: `${'a'.repeat(5000)}` },
      event,
      `key ${'a'.repeat(5000)} exceeds a limit: a path has at most 4096 characters`,
    ],
    [
      { dataTemplate: '{{ .Input }}' },
      eventOf(`${'['.repeat(600)}${']'.repeat(600)}`),
      "unable to resolve 'dep' parameter value. err: the event nests too deep for a template",
    ],
  ])('%j fails', (source, from, message) => {
    expect(resolve(source, 'dep', { dep: from })).toEqual({ kind: 'failed', message });
  });

  it.each([
    [
      'a: {b: 0o17, c: 0x10, on: yes, "quoted": "0o7", big: 9007199254740993}',
      '{"b":15,"big":9007199254740993,"c":16,"quoted":"0o7","true":true}',
    ],
    ['a: [1.5, ~, text]', '[1.5,null,"text"]'],
  ])('reads YAML data as YAML 1.1: %s', (yaml, value) => {
    expect(resolve({ dataKey: 'a' }, 'dep', { dep: eventOf(yaml, 'application/yaml') })).toMatchObject({ value });
  });

  it.each(['a: [', `a: &a [x]\nb: &b [${'*a,'.repeat(200)}]\nc: [${'*b,'.repeat(200)}]`])(
    'refuses broken or hostile YAML',
    (yaml) => {
      expect(resolve({ dataKey: 'c' }, 'dep', { dep: eventOf(yaml, 'application/yaml') })).toMatchObject({
        kind: 'failed',
        message: expect.stringContaining('failed converting yaml event data to JSON'),
      });
    },
  );
});

function apply(json: string, parameters: TriggerParameter[]) {
  return applyParameters(json, parameters, events, {
    transformEventValue: (value, raw) => (raw ? value : `<${value}>`),
  });
}

describe('applyParameters', () => {
  const ref = { dependencyName: 'dep', dataKey: 'ref' };
  const number = { dependencyName: 'dep', dataKey: 'n' };

  it.each<[string, TriggerParameter[], string]>([
    ['{}', [{ src: ref, dest: 'a' }], '{"a":"<refs/heads/main>"}'],
    ['{}', [{ src: { dependencyName: 'dep', value: 'lit' }, dest: 'a' }], '{"a":"lit"}'],
    ['{"a":1}', [{ src: number, dest: 'a', operation: 'append' }], '{"a":"1<7>"}'],
    ['{"a":1}', [{ src: number, dest: 'a', operation: 'prepend' }], '{"a":"<7>1"}'],
    ['{"a":null}', [{ src: ref, dest: 'a', operation: 'append' }], '{"a":"<refs/heads/main>"}'],
    ['{"a":{"b": 1}}', [{ src: number, dest: 'a', operation: 'prepend' }], '{"a":"\\u003c7\\u003e{\\"b\\": 1}"}'],
    ['{"a":[1,2]}', [{ src: number, dest: 'a', operation: 'append' }], '{"a":"[1,2]<7>"}'],
    ['{"a":[1,2]}', [{ src: number, dest: 'a.-1', operation: 'append' }], '{"a":[1,2,"<7>"]}'],
    ['{"a":1}', [{ src: { ...number, useRawData: true }, dest: 'a', operation: 'prepend' }], '{"a":"<7>1"}'],
    ['{}', [{ src: { ...number, useRawData: true }, dest: 'a', operation: 'append' }], '{"a":7}'],
    ['{}', [{ src: { ...number, useRawData: true }, dest: 'a', operation: 'overwrite' }], '{"a":7}'],
    ['{}', [{ src: { dependencyName: 'other', dataKey: 'x' }, dest: 'a' }], '{}'],
    [
      '{}',
      [
        { src: ref, dest: 'a' },
        { src: number, dest: 'a', operation: 'append' },
      ],
      '{"a":"<refs/heads/main><7>"}',
    ],
  ])('to %s applies %j', (json, parameters, expected) => {
    expect(apply(json, parameters)).toEqual({ ok: true, json: expected });
  });

  it.each<[TriggerParameter, string]>([
    [{ src: ref, dest: 'a', operation: 'replace' }, 'unsupported trigger parameter operation: replace'],
    [{ src: ref }, 'path cannot be empty'],
    [{ dest: 'a' }, "parameter source can't be empty"],
    [
      { src: { dependencyName: 'dep', dataKey: 'nope' }, dest: 'a' },
      "unable to resolve 'dep' parameter value. err: <nil>",
    ],
    [{ src: { dependencyName: 'dep', dataKey: 'huge', useRawData: true }, dest: 'a' }, 'the value is not valid JSON'],
    [{ src: ref, dest: '__proto__.x' }, "the key '__proto__' cannot be written"],
  ])('%j fails', (parameter, message) => {
    expect(apply('{}', [parameter])).toMatchObject({
      ok: false,
      message,
      problem: { code: 'sensor.parameter', message: expect.stringContaining(message) },
    });
  });
});

describe('applyTemplateParameters', () => {
  const template = {
    name: 't',
    argoWorkflow: { operation: 'submit', source: { resource: { metadata: { name: 'x' } } } },
  };
  const dest = 'argoWorkflow.source.resource.metadata.name';

  it('changes the template and leaves the trigger otherwise as it is', () => {
    const trigger = {
      template,
      atLeastOnce: true,
      parameters: [{ src: { dependencyName: 'dep', dataKey: 'n' }, dest }],
    };
    const applied = applyTemplateParameters(trigger, events, { transformEventValue: (value) => `${value}!` });

    expect(applied).toEqual({
      ok: true,
      trigger: {
        ...trigger,
        template: {
          name: 't',
          argoWorkflow: { operation: 'submit', source: { resource: { metadata: { name: '7!' } } } },
        },
      },
    });
    expect(template.argoWorkflow.source.resource.metadata.name).toBe('x');
  });

  it('gives back a trigger without parameters', () => {
    const trigger = { template };

    expect(applyTemplateParameters(trigger, events)).toEqual({ ok: true, trigger });
  });

  it('fails in Go’s words where a value has the wrong type', () => {
    const trigger = {
      template: { name: 't', k8s: { source: {} } },
      parameters: [{ src: { dependencyName: 'dep', dataKey: 'ref' }, dest: 'k8s.liveObject' }],
    };

    expect(applyTemplateParameters(trigger, events)).toMatchObject({
      ok: false,
      message: 'json: cannot unmarshal string into Go struct field StandardK8STrigger.k8s.liveObject of type bool',
      problem: { code: 'sensor.template-changed' },
    });
  });

  it('fails where a parameter fails', () => {
    const trigger = { template, parameters: [{ src: { dependencyName: 'dep', dataKey: 'nope' }, dest }] };

    expect(applyTemplateParameters(trigger, events)).toMatchObject({
      ok: false,
      problem: { code: 'sensor.parameter' },
    });
  });
});

describe('constructPayload', () => {
  const number = { dependencyName: 'dep', dataKey: 'n' };

  it.each<[TriggerParameter[], string | undefined]>([
    [[], undefined],
    [
      [
        { src: number, dest: 'a.b' },
        { src: { ...number, useRawData: true }, dest: 'c' },
      ],
      '{"a":{"b":"7"},"c":7}',
    ],
    [[{ src: number, dest: '0.a' }], '[{"a":"7"}]'],
    [
      [
        { src: number, dest: 'x' },
        { src: { dependencyName: 'dep', dataKey: 'o' }, dest: '' },
      ],
      '{"k":[1]}',
    ],
    [
      [
        { src: { dependencyName: 'other' }, dest: '' },
        { src: number, dest: 'x' },
      ],
      '{"x":"7"}',
    ],
  ])('of %j is %s', (parameters, payload) => {
    expect(constructPayload(parameters, events)).toEqual({ ok: true, payload });
  });

  it.each<[TriggerParameter, string]>([
    [{ dest: 'a' }, "parameter source can't be empty"],
    [{ src: { dependencyName: 'other' }, dest: 'a' }, "the dependency 'other' has not come and there is no default"],
    [
      { src: { dependencyName: 'dep', dataKey: 'nope' }, dest: 'a' },
      "unable to resolve 'dep' parameter value. err: <nil>",
    ],
    [{ src: number, dest: 'constructor' }, "the key 'constructor' cannot be written"],
  ])('of %j fails', (parameter, message) => {
    expect(constructPayload([parameter], events)).toMatchObject({ ok: false, message });
  });
});
