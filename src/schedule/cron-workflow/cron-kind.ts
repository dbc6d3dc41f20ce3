import type { ServedKind } from '../../kubernetes/cluster-objects.ts';

export const cronKind: ServedKind = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'CronWorkflow',
  plural: 'cronworkflows',
  namespaced: true,
};
