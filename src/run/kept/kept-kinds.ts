import type { ServedKind } from '../../kubernetes/cluster-objects.ts';

/** What the app keeps beside Workflows; every API server serves them so. */
export const secretKind: ServedKind = { apiVersion: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true };
export const configMapKind: ServedKind = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
};
