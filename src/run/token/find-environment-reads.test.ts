import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findEnvironmentReads } from './find-environment-reads.ts';

const reference = '{{workflow.parameters.git-auth-secret}}';
const secretKeyRef = { name: reference, key: 'token' };

describe('a token that is read through the environment', () => {
  it('is found wherever a container has one', () => {
    const spec = {
      volumes: [{ name: 'git', secret: { secretName: reference } }],
      templates: [
        {
          name: 'a',
          container: {
            env: [
              { name: 'A', value: 'x' },
              { name: 'B', valueFrom: { secretKeyRef } },
            ],
          },
        },
        { name: 'b', script: { envFrom: [{ secretRef: { name: '{{ workflow.parameters.git-auth-secret }}' } }] } },
        { name: 'c', steps: [[{ inline: { container: { env: [{ valueFrom: { secretKeyRef } }] } } }]] },
      ],
    };
    expect(findEnvironmentReads(spec)).toEqual([
      'spec.templates[0].container.env[1]',
      'spec.templates[1].script.envFrom[0]',
      'spec.templates[2].steps[0][0].inline.container.env[0]',
    ]);
  });

  it('may be named by its name', () => {
    const spec = { env: [{ valueFrom: { secretKeyRef: { name: 'ci-abc' } } }] };
    expect(findEnvironmentReads(spec, 'ci-abc')).toEqual(['spec.env[0]']);
    expect(findEnvironmentReads(spec)).toEqual([]);
  });

  it.each(['{{workflow.parameters.git-auth-secret-2}}', 'x{{workflow.parameters.git-auth-secret}}', '{{=1}}', 7])(
    'is not %j',
    (name) => {
      expect(findEnvironmentReads({ env: [{ valueFrom: { secretKeyRef: { name } } }] })).toEqual([]);
    },
  );

  it('is looked for in anything', () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom('env', 'envFrom', 'x'), maxDepth: 5 }), (spec) => {
        expect(findEnvironmentReads(spec, 'x')).toBeInstanceOf(Array);
      }),
    );
  });
});
