import { describe, expect, it } from 'vitest';
import { allNamespaces } from './all-namespaces.ts';
import { effectivePolicy, type PolicyQuestion } from './effective-policy.ts';
import type { Policy } from './file/policy.ts';

const policy: Policy = {
  operators: [],
  defaults: {
    namespace: 'ci',
    serviceAccount: 'runner',
    serviceAccounts: ['deployer'],
    secrets: ['ci-*'],
    configMaps: ['settings'],
    allow: ['hostPath'],
    triggers: ['workflow', 'k8s'],
    limits: { runsPerEvent: 5 },
  },
  untrusted: {
    namespace: 'ci-untrusted',
    serviceAccount: 'nobody',
    templates: ['fork-*'],
    limits: { timeoutSeconds: 60 },
  },
  repositories: [
    { pattern: 'acme/*', rights: { namespace: 'acme-ci', secrets: ['acme'] } },
    { pattern: 'acme/web', rights: { secrets: [], limits: { timeoutSeconds: 600 }, approve: 'author-once' } },
    { pattern: 'acme/w*', rights: { hosts: ['x'] } },
  ],
};

function ask(given: Policy | undefined, question: Partial<PolicyQuestion>) {
  const answer = effectivePolicy(given, { fullName: 'other/x', argoNamespace: 'argo', untrusted: false, ...question });
  return answer.ok ? answer.policy : answer.problem.code;
}

describe('effectivePolicy', () => {
  it('has safe rights without a file', () => {
    expect(ask(undefined, {})).toEqual({
      namespace: 'argo',
      serviceAccounts: [],
      triggers: ['workflow'],
      kinds: [],
      hosts: [],
      secrets: [],
      configMaps: [],
      templates: ['*'],
      allow: [],
      eventSources: [],
      limits: { runsPerEvent: 20, timeoutSeconds: 21_600 },
    });
  });

  it('puts defaults over them, and matching repositories over those, later over earlier, lists replacing lists', () => {
    expect(ask(policy, {})).toMatchObject({ namespace: 'ci', secrets: ['ci-*'], limits: { runsPerEvent: 5 } });
    expect(ask(policy, { fullName: 'acme/api' })).toMatchObject({ namespace: 'acme-ci', secrets: ['acme'], hosts: [] });
    expect(ask(policy, { fullName: 'acme/web' })).toMatchObject({
      namespace: 'acme-ci',
      serviceAccount: 'runner',
      secrets: [],
      hosts: ['x'],
      limits: { runsPerEvent: 5, timeoutSeconds: 600 },
    });
  });

  it.each([
    ['Acme/WEB', 'acme-ci'],
    ['acme/.github', 'acme-ci'],
    ['acme2/web', 'ci'],
    ['xacme/web', 'ci'],
    ['acme/web/x', 'ci'],
  ])('finds for %s the namespace %s', (fullName, namespace) => {
    expect(ask(policy, { fullName })).toMatchObject({ namespace });
  });

  it('gives a stranger what `untrusted` says and nothing else', () => {
    expect(ask(policy, { fullName: 'acme/web', untrusted: true })).toEqual({
      namespace: 'ci-untrusted',
      serviceAccount: 'nobody',
      serviceAccounts: [],
      triggers: ['workflow'],
      kinds: [],
      hosts: [],
      secrets: [],
      configMaps: [],
      templates: ['fork-*'],
      allow: [],
      eventSources: [],
      limits: { runsPerEvent: 5, timeoutSeconds: 60 },
    });
  });

  it('gives a stranger no Secret even if `untrusted` were made to list some', () => {
    const tampered = { ...policy, untrusted: { ...policy.untrusted, secrets: ['*'] } };
    expect(ask(tampered, { untrusted: true })).toMatchObject({ secrets: [] });
  });

  it('lets a stranger use no template of the cluster, Secret or feature when there is no file', () => {
    expect(ask(undefined, { untrusted: true })).toMatchObject({
      namespace: 'argo',
      templates: [],
      secrets: [],
      allow: [],
    });
  });

  it('refuses when no namespace is known', () => {
    expect(ask(undefined, { argoNamespace: undefined })).toBe('policy.no-namespace');
  });

  it.each([
    ['the repository', { argoNamespace: 'argo' }, undefined],
    ['a stranger', { untrusted: true }, { ...policy, untrusted: { namespace: 'argo' } }],
    ['a stranger, whatever the repository itself may', { untrusted: true }, allowing({}, ['reservedNamespaces'])],
  ])('refuses a reserved namespace for %s', (_case, question, given) => {
    expect(ask(given, { ...question, reservedNamespaces: ['argo', 'argo-events-app'] })).toBe(
      'policy.reserved-namespace',
    );
  });

  it('lets a reserved namespace through where the policy says so', () => {
    expect(ask(allowing({}, ['reservedNamespaces']), { reservedNamespaces: ['argo'] })).toMatchObject({
      namespace: 'argo',
    });
  });
});

function allowing(untrusted: Policy['untrusted'], allow: string[]): Policy {
  return { operators: [], defaults: { namespace: 'argo', allow }, untrusted, repositories: [] };
}

describe('allNamespaces', () => {
  it('names each once', () => {
    expect(allNamespaces(policy, 'argo')).toEqual(['acme-ci', 'argo', 'ci', 'ci-untrusted']);
    expect(allNamespaces(undefined, 'argo')).toEqual(['argo']);
    expect(allNamespaces(policy, undefined)).toEqual(['acme-ci', 'ci', 'ci-untrusted']);
    expect(allNamespaces(undefined, undefined)).toEqual([]);
  });
});
