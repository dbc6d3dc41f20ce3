import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../store/kube-object.ts';
import { createObjectStore } from '../../store/object-store.ts';
import { resolveSpec } from './resolve-spec.ts';

function workflow(spec: unknown, name = 'w'): KubeObject {
  const metadata = { name, namespace: 'ci', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata, spec };
}

const ok = { name: 'ok', container: { command: ['true'] } };

function refusal(spec: unknown, name?: string): string | undefined {
  const resolution = resolveSpec(createObjectStore(10), workflow(spec, name));
  return resolution.kind === 'refused' ? resolution.message : resolution.kind;
}

describe('a spec is refused', () => {
  it.each([
    ['without an entrypoint', { templates: [ok] }, 'invalid spec: spec.entrypoint is required'],
    ['with an unknown entrypoint', { entrypoint: 'x', templates: [ok] }, "invalid spec: template name 'x' undefined"],
    [
      'with an unknown exit handler',
      { entrypoint: 'ok', onExit: 'x', templates: [ok] },
      "invalid spec: template name 'x' undefined",
    ],
    ['with a template twice', { entrypoint: 'ok', templates: [ok, ok] }, "invalid spec: template name 'ok' not unique"],
    [
      'with a template without a name',
      { entrypoint: 'ok', templates: [ok, {}] },
      'invalid spec: templates name is required',
    ],
    [
      'with a step of an unknown template',
      { entrypoint: 'm', templates: [{ name: 'm', steps: [[{ name: 'a', template: 'x' }]] }] },
      "invalid spec: templates.m.steps[0].a template name 'x' undefined",
    ],
    [
      'with a step without a template',
      { entrypoint: 'm', templates: [{ name: 'm', steps: [[{ name: 'a' }]] }] },
      'invalid spec: templates.m.steps[0].a template or templateRef is required',
    ],
    [
      'with an unknown templateRef',
      {
        entrypoint: 'm',
        templates: [{ name: 'm', steps: [[{ name: 'a', templateRef: { name: 'l', template: 't' } }]] }],
      },
      'invalid spec: templates.m.steps[0].a template reference l.t not found',
    ],
    [
      'with an unknown dependency',
      {
        entrypoint: 'm',
        templates: [ok, { name: 'm', dag: { tasks: [{ name: 'a', template: 'ok', dependencies: ['x'] }] } }],
      },
      "invalid spec: templates.m.tasks.a dependency 'x' not defined",
    ],
    [
      'with a depends that cannot be read',
      {
        entrypoint: 'm',
        templates: [ok, { name: 'm', dag: { tasks: [{ name: 'a', template: 'ok', depends: 'a +' }] } }],
      },
      "invalid spec: templates.m.tasks.a invalid depends 'a +'",
    ],
    [
      'with a cycle',
      {
        entrypoint: 'm',
        templates: [
          ok,
          {
            name: 'm',
            dag: {
              tasks: [
                { name: 'a', template: 'ok', depends: 'b' },
                { name: 'b', template: 'ok', depends: 'a' },
              ],
            },
          },
        ],
      },
      'invalid spec: templates.m.tasks dependency cycle detected: a',
    ],
    [
      'with an undeclared parameter',
      { entrypoint: 'm', templates: [{ name: 'm', container: { command: ['{{inputs.parameters.x}}'] } }] },
      'invalid spec: templates.m: failed to resolve {{inputs.parameters.x}}',
    ],
    [
      'with a broken expression in a template',
      { entrypoint: 'm', templates: [{ name: 'm', container: { command: ['{{=1+}}'] } }] },
      'invalid spec: templates.m: failed to evaluate expression 1+: Unexpected end of expression',
    ],
    ['that is no object', 'x', 'cannot unmarshall spec: '],
    ['with templates that are no list', { templates: {} }, 'cannot unmarshall spec: templates'],
  ])('%s', (_what, spec, message) => {
    expect(refusal(spec)).toContain(message);
  });

  it('with a name that is too long for pods', () => {
    const name = 'w'.repeat(64);
    expect(refusal({ entrypoint: 'ok', templates: [ok] }, name)).toBe(
      `invalid spec: workflow name "${name}" must not be more than 63 characters long (currently 64)`,
    );
  });
});

describe('a spec never starts', () => {
  it.each(['{{=', '{{="}}', '{{=1 +}}', 'text {{=(}} text'])('with an argument %j', (value) => {
    const parameters = [{ name: 'a', value }];
    expect(refusal({ entrypoint: 'ok', arguments: { parameters }, templates: [ok] })).toBe('never-started');
  });

  it('but does with braces that are no expression', () => {
    const parameters = [{ name: 'a', value: '{{ }} {{x} {{ }{' }];
    expect(refusal({ entrypoint: 'ok', arguments: { parameters }, templates: [ok] })).toBe('ready');
  });
});
