import { describe, expect, it } from 'vitest';
import { rightToKind } from './kind-entry.ts';

describe('rightToKind', () => {
  it.each<[string[], string, string, 'none' | 'own' | 'any']>([
    [[], 'v1', 'ConfigMap', 'none'],
    [['ConfigMap'], 'v1', 'ConfigMap', 'own'],
    [['ConfigMap/any'], 'v1', 'ConfigMap', 'any'],
    [['ConfigMap', 'ConfigMap/any'], 'v1', 'ConfigMap', 'any'],
    [['Deployment'], 'apps/v1', 'Deployment', 'own'],
    [['Deployment.apps'], 'apps/v1', 'Deployment', 'own'],
    [['Deployment.apps'], 'v1', 'Deployment', 'none'],
    [['Ingress'], 'networking.k8s.io/v1', 'Ingress', 'own'],
    [['WorkflowTemplate'], 'argoproj.io/v1alpha1', 'WorkflowTemplate', 'own'],
    [['Service'], 'serving.knative.dev/v1', 'Service', 'none'],
    [['Service.serving.knative.dev'], 'serving.knative.dev/v1', 'Service', 'own'],
    [['Role'], 'k8s.io.evil.example/v1', 'Role', 'none'],
    [['configmap'], 'v1', 'ConfigMap', 'none'],
    [['*'], 'v1', 'Secret', 'none'],
    [['*/any'], 'v1', 'Secret', 'none'],
    [['ConfigMap'], 'v1', 'Secret', 'none'],
    [[], 'argoproj.io/v1alpha1', 'Workflow', 'own'],
    [['Workflow/any'], 'argoproj.io/v1alpha1', 'Workflow', 'any'],
    [[], 'evil.example/v1', 'Workflow', 'none'],
  ])('%j gives for %s %s: %s', (entries, apiVersion, kind, right) => {
    expect(rightToKind(entries, { apiVersion, kind })).toBe(right);
  });
});
