import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPolicy } from './read-policy.ts';

const path = 'policy.yaml';

function problemsOf(text: string) {
  const { policy, problems } = readPolicy({ path, text });
  expect(policy).toBeUndefined();
  return problems.map(({ code, position, message, hint, file }) => ({ code, position, message, hint, file }));
}

describe('readPolicy', () => {
  it('reads every key', () => {
    const text = `
operators: ["@acme/platform", "@alice"]
defaults:
  namespace: ci
  serviceAccount: workflow-runner
  serviceAccounts: [deployer]
  triggers: [workflow, k8s]
  kinds: [ConfigMap]
  hosts: [hooks.acme.example]
  secrets: ["ci-*"]
  configMaps: [settings]
  templates: ["*"]
  allow: [hostPath, podSpecPatch]
  limits: { runsPerEvent: 5, timeout: 1h30m }
  approve: author-once
  trustedBots: ["dependabot[bot]", renovate-acme]
  skipCi: [push, pull_request]
  pushAndPullRequest: both
  baseBranchFiles: ["release/*"]
untrusted: { namespace: ci-untrusted, serviceAccount: nobody }
repositories:
  "acme/*": { namespace: acme-ci }
  "acme/web": { limits: { timeout: 2d } }
pipelines: {}
`;
    expect(readPolicy({ path, text })).toEqual({
      problems: [],
      policy: {
        operators: ['@acme/platform', '@alice'],
        defaults: {
          namespace: 'ci',
          serviceAccount: 'workflow-runner',
          serviceAccounts: ['deployer'],
          triggers: ['workflow', 'k8s'],
          kinds: ['ConfigMap'],
          hosts: ['hooks.acme.example'],
          secrets: ['ci-*'],
          configMaps: ['settings'],
          templates: ['*'],
          allow: ['hostPath', 'podSpecPatch'],
          limits: { runsPerEvent: 5, timeoutSeconds: 5400 },
          approve: 'author-once',
          trustedBots: ['dependabot[bot]', 'renovate-acme'],
          skipCi: ['push', 'pull_request'],
          pushAndPullRequest: 'both',
          baseBranchFiles: ['release/*'],
        },
        untrusted: { namespace: 'ci-untrusted', serviceAccount: 'nobody' },
        repositories: [
          { pattern: 'acme/*', rights: { namespace: 'acme-ci' } },
          { pattern: 'acme/web', rights: { limits: { timeoutSeconds: 172_800 } } },
        ],
      },
    });
  });

  it.each(['', '# nothing yet\n', 'defaults:\nuntrusted:\nrepositories:\n'])(
    'takes %j for a file that says nothing',
    (text) => {
      expect(readPolicy({ path, text })).toEqual({
        problems: [],
        policy: { operators: [], defaults: {}, untrusted: {}, repositories: [] },
      });
    },
  );

  it.each([
    ['a misspelt key', 'defaults:\n  namespce: ci', 'policy.unknown-key', '2:3'],
    ['a key near nothing', 'zzz: 1', 'policy.unknown-key-nothing-near', '1:1'],
    ['a misspelt key of a repository', 'repositories:\n  "a/b":\n    secret: [x]', 'policy.unknown-key', '3:5'],
    ['secrets for strangers', 'untrusted:\n  secrets: [x]', 'policy.untrusted-secrets', '2:3'],
    ['a feature nobody knows', 'defaults:\n  allow:\n    - hostpath', 'policy.invalid-value', '3:7'],
    ['a text for a list', 'defaults: { secrets: x }', 'policy.invalid-value', '1:22'],
    ['a list of numbers', 'defaults: { secrets: [1] }', 'policy.invalid-value', '1:23'],
    ['a null list', 'defaults:\n  secrets:\n', 'policy.invalid-value', '2:11'],
    [
      'a rule of events for strangers alone',
      'untrusted: { approve: author-once }',
      'policy.unknown-key-nothing-near',
      '1:14',
    ],
    ['a bot that is a glob', 'defaults: { trustedBots: ["*"] }', 'policy.invalid-value', '1:27'],
    ['an event that cannot be skipped', 'defaults: { skipCi: [release] }', 'policy.invalid-value', '1:22'],
    ['a negated glob', 'defaults: { secrets: ["!x"] }', 'policy.invalid-value', '1:23'],
    ['a bad duration', 'defaults: { limits: { timeout: soon } }', 'policy.invalid-value', '1:32'],
    ['no runs at all', 'defaults: { limits: { runsPerEvent: 0 } }', 'policy.invalid-value', '1:37'],
    ['a namespace with capitals', 'defaults: { namespace: CI }', 'policy.invalid-value', '1:24'],
    ['a trigger nobody knows', 'defaults: { triggers: [shell] }', 'policy.invalid-value', '1:24'],
    ['an operator without @', 'operators: [alice]', 'policy.invalid-value', '1:13'],
    ['a repository glob that can never match', 'repositories:\n  "*": {}', 'policy.invalid-value', '2:3'],
    ['a negated repository glob', 'repositories:\n  "!a/b": {}', 'policy.invalid-value', '2:3'],
    ['a list at the top', '- a', 'policy.invalid-value', '1:1'],
    ['pipelines', 'operators: []\npipelines:\n  ci: {}', 'policy.pipelines-later', '2:1'],
    ['a key written twice', 'defaults: {}\ndefaults: {}', 'policy.not-yaml', '2:1'],
    ['a tab for indentation', 'defaults:\n\tnamespace: ci', 'policy.not-yaml', '2:1'],
    ['two documents', 'defaults: {}\n---\ndefaults: {}', 'policy.not-yaml', '2:1'],
    ['an unknown tag', 'defaults: !rights {}', 'policy.not-yaml', '1:11'],
  ])('refuses %s and says where', (_case, text, code, where) => {
    const [first] = problemsOf(text);
    expect(first).toMatchObject({ code, file: path });
    expect(`${first?.position?.line}:${first?.position?.column}`).toBe(where);
  });

  it('offers the nearest name, or all that there are', () => {
    expect(problemsOf('defaults:\n  namespce: ci')[0]?.hint).toContain('Did you mean `namespace`?');
    expect(problemsOf('zzz: 1')[0]?.hint).toContain('operators, defaults');
  });

  it('says what was found and what was expected', () => {
    expect(problemsOf('defaults: { limits: { timeout: soon } }').map(({ message }) => message)).toEqual([
      '`defaults.limits.timeout` is "soon"; expected a duration such as 30m, 6h or 1h30m.',
    ]);
  });

  it('reports all that is wrong at once', () => {
    expect(problemsOf('defaults: { namespace: CI, secret: [] }\noperators: 1')).toHaveLength(3);
  });

  it('refuses a file that is too large, and one whose aliases multiply', () => {
    expect(problemsOf(`# ${'x'.repeat(256 * 1024)}`)[0]?.code).toBe('policy.file-too-large');
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1) {
      const [before, name] = ['abcdefghi'[level - 1], 'abcdefghi'[level]];
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
    }
    expect(problemsOf(bomb.join('\n'))[0]?.code).toBe('policy.not-yaml');
  });

  it('never throws, and gives a policy or problems', () => {
    const fragments = fc.constantFrom(
      'defaults',
      'untrusted',
      'repositories',
      ':',
      ' ',
      '\n',
      '  ',
      '"a/b"',
      '[',
      ']',
      '{',
      '}',
      '&a',
      '*a',
      '- ',
      'secrets',
      'x',
      '!',
      '|',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fragments).map((all) => all.join('')),
        ),
        (text) => {
          const { policy, problems } = readPolicy({ path, text });
          expect(policy === undefined).toBe(problems.length > 0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
