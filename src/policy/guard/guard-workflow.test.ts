import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import { guardWorkflow } from './guard-workflow.ts';
import {
  codes,
  container,
  generous,
  manifest,
  own,
  stranger,
  strict,
  template,
  volume,
} from './testing/sample-workflows.ts';

describe('guardWorkflow', () => {
  it('names the place, what was found and the line that would let it through', () => {
    expect(guardWorkflow(volume({ secret: { secretName: 'prod' } }), strict, own)).toEqual([
      {
        code: 'policy.secret',
        severity: 'error',
        message:
          '`spec.volumes[0].secret.secretName` reads the Secret “prod”, which the policy does not list for this repository.',
        hint:
          'Remove the reference, or ask the operator for `secrets: ["prod"]` under `defaults` or this repository’s entry' +
          ' in the policy file.',
      },
    ]);
    const metadata = { annotations: { 'a.b/c': 'x' } };
    expect(guardWorkflow(template({ metadata }), strict, stranger)[0]).toMatchObject({
      message: expect.stringContaining('`spec.templates[0].metadata.annotations["a.b/c"]`'),
      hint: expect.stringContaining('`allow: ["podMetadata"]` under `untrusted`'),
    });
  });

  it('reports all that is wrong, up to a number that can be read', () => {
    const both = manifest({ hostNetwork: true, podSpecPatch: 'x' });
    expect(codes(both)).toHaveLength(2);
    expect(codes(manifest({ volumes: Array(500).fill({ name: 'v', hostPath: {} }) }))).toHaveLength(50);
  });

  it('shortens names in its sentences', () => {
    const [found] = guardWorkflow(volume({ secret: { secretName: 'x'.repeat(10_000) } }), strict, own);
    expect(found?.message.length).toBeLessThan(400);
  });

  it('refuses what is too large or too deep to be judged, or holds itself', () => {
    let deep: object = {};
    for (let level = 0; level < 5000; level += 1) deep = { steps: [[{ inline: deep }]] };
    const endless: Record<string, unknown> = {};
    endless.inline = endless;
    for (const found of [template(deep), manifest(endless), manifest({ arguments: Array(300_000).fill(1) })]) {
      expect(codes(found)).toEqual(['policy.too-large']);
    }
  });

  it('never throws, whatever the Workflow holds', () => {
    const keys = fc.constantFrom(
      ...['metadata', 'spec', 'templates', 'steps', 'inline', 'container', 'env', 'valueFrom', 'secretKeyRef', 'name'],
      ...[
        'volumes',
        'secret',
        'secretName',
        'labels',
        'annotations',
        'securityContext',
        'capabilities',
        'add',
        'toString',
      ],
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5, depthSize: 'small' },
        fc.jsonValue(),
        fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
        fc.array(tie('value'), { maxLength: 2 }),
      ),
    }));
    fc.assert(
      fc.property(
        fc.dictionary(keys, value),
        value,
        fc.constantFrom(strict, generous),
        (object, apiVersion, policy) => {
          const known = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: {}, spec: {}, ...object };
          for (const found of [known, { ...known, apiVersion }]) {
            for (const problem of guardWorkflow(found as WorkflowManifest, policy, own)) {
              expect(problem.message).not.toMatch(/\{(path|found|name|line|feature|why)\}/);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds a Secret wherever a known shape puts it, also beside anything else', () => {
    const beside = fc.dictionary(
      fc.constantFrom('image', 'args', 'command', 'workingDir', 'resources'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(beside, (fields) => {
        const found = container({ ...fields, envFrom: [{ prefix: 'x' }, { secretRef: { name: 'prod' } }] });
        expect(codes(found)).toContain('policy.secret');
      }),
    );
  });
});
