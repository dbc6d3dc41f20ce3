import { z } from 'zod';
import { isRecord, type KubeObject } from '../../store/kube-object.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { clusterWorkflowTemplates, workflowTemplates } from '../../store/resource.ts';

export type RawTemplate = Record<string, unknown>;

/** Where a template's own references to `template: name` are looked up. */
export interface TemplateOwner {
  /** As `templateScope` shows it. */
  scope: string;
  templates: ReadonlyMap<string, RawTemplate>;
}

export function findWorkflowTemplate(
  store: ObjectStore,
  namespace: string,
  reference: { name: string; isCluster: boolean },
): KubeObject | undefined {
  if (reference.isCluster) return store.get(clusterWorkflowTemplates, '', reference.name);
  return store.get(workflowTemplates, namespace, reference.name);
}

/** The owner that a `templateRef` points at; undefined when there is no such WorkflowTemplate. */
export function findTemplateOwner(
  store: ObjectStore,
  namespace: string,
  reference: { name: string; clusterScope?: boolean | undefined },
): TemplateOwner | undefined {
  const isCluster = reference.clusterScope === true;
  const found = findWorkflowTemplate(store, namespace, { name: reference.name, isCluster });
  const templates = isRecord(found?.spec)
    ? z.array(z.looseObject({ name: z.string() })).safeParse(found.spec.templates)
    : undefined;
  if (templates === undefined || !templates.success) return undefined;
  return {
    scope: `${isCluster ? 'cluster' : 'namespaced'}/${reference.name}`,
    templates: new Map(templates.data.map((each) => [each.name, each])),
  };
}
