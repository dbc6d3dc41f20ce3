import type { z } from 'zod';
import type { KubeObject } from '../../store/kube-object.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { substituteTree } from '../expression/substitute.ts';
import { findUnsupportedInSpec } from './find-unsupported.ts';
import { resolveGlobals } from './resolve-globals.ts';
import { findWorkflowTemplate, type TemplateOwner } from './template-owner.ts';
import { validateSpec } from './validate-spec.ts';
import { type Spec, specShape } from './workflow-spec.ts';

/** A Workflow's spec with its WorkflowTemplate merged in, and what `{{workflow.…}}` stands for. */
export interface ResolvedSpec {
  spec: Spec;
  owner: TemplateOwner;
  globals: Map<string, string>;
  /** The merged spec as it is stored in the status, when it came from a WorkflowTemplate. */
  stored: Record<string, unknown> | undefined;
  /** Labels and annotations to set on the Workflow. */
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** `never-started`: Argo logs an error and writes no status at all. */
export type Resolution =
  | { kind: 'ready'; resolved: ResolvedSpec }
  | { kind: 'refused'; phase: 'Failed' | 'Error'; message: string }
  | { kind: 'never-started'; message: string };

/** Reads a Workflow before anything of it runs. */
export function resolveSpec(store: ObjectStore, workflow: KubeObject): Resolution {
  const own = specShape.safeParse(workflow.spec);
  if (!own.success)
    return { kind: 'refused', phase: 'Failed', message: `cannot unmarshall spec: ${explain(own.error)}` };
  const merged = mergeTemplate(store, workflow, own.data);
  if (merged.kind !== 'merged') return merged;
  const { spec, stored } = merged;
  const unsupported = findUnsupportedInSpec(spec);
  if (unsupported !== undefined) return { kind: 'refused', phase: 'Error', message: unsupported };
  const globals = resolveGlobals(store, workflow, spec);
  if (globals.kind !== 'globals') return globals;
  const settled = substituteTree(withoutTemplates(spec), globals.values);
  const parsed = settled.ok ? specShape.safeParse(settled.value) : undefined;
  if (parsed === undefined || !parsed.success) {
    const message = settled.ok ? 'the spec is not valid' : settled.message;
    return { kind: 'never-started', message };
  }
  const isLocal = stored === undefined;
  const templates = new Map((spec.templates ?? []).map((each) => [each.name ?? '', each]));
  const owner = { scope: `local/${isLocal ? workflow.metadata.name : ''}`, templates };
  const complete = { ...parsed.data, templates: spec.templates };
  const problem = validateSpec(store, workflow, { spec: complete, owner, globals: globals.values });
  if (problem !== undefined) return { kind: 'refused', phase: 'Failed', message: `invalid spec: ${problem}` };
  return {
    kind: 'ready',
    resolved: {
      spec: complete,
      owner,
      globals: globals.values,
      stored,
      labels: { ...(spec.workflowMetadata?.labels ?? {}), ...templateLabel(own.data) },
      annotations: spec.workflowMetadata?.annotations ?? {},
    },
  };
}

function withoutTemplates(spec: Spec): Record<string, unknown> {
  const { templates: _templates, ...rest } = spec;
  return rest;
}

function templateLabel(spec: Spec): Record<string, string> {
  const reference = spec.workflowTemplateRef;
  if (!reference) return {};
  const kind = reference.clusterScope === true ? 'cluster-workflow-template' : 'workflow-template';
  return { [`workflows.argoproj.io/${kind}`]: reference.name };
}

type Merged =
  | { kind: 'merged'; spec: Spec; stored: Record<string, unknown> | undefined }
  | { kind: 'refused'; phase: 'Failed' | 'Error'; message: string };

function mergeTemplate(store: ObjectStore, workflow: KubeObject, own: Spec): Merged {
  const reference = own.workflowTemplateRef;
  if (!reference) return { kind: 'merged', spec: own, stored: undefined };
  const isCluster = reference.clusterScope === true;
  const template = findWorkflowTemplate(store, workflow.metadata.namespace ?? '', {
    name: reference.name,
    isCluster,
  });
  if (template === undefined) {
    const plural = isCluster ? 'clusterworkflowtemplates' : 'workflowtemplates';
    return { kind: 'refused', phase: 'Error', message: `${plural}.argoproj.io "${reference.name}" not found` };
  }
  const base = specShape.safeParse(template.spec ?? {});
  if (!base.success) {
    return { kind: 'refused', phase: 'Failed', message: `cannot unmarshall spec: ${explain(base.error)}` };
  }
  const parameters = mergeByName(base.data.arguments?.parameters ?? [], own.arguments?.parameters ?? []);
  const artifacts = mergeByName(base.data.arguments?.artifacts ?? [], own.arguments?.artifacts ?? []);
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined && value !== null));
  const merged = { ...base.data, ...given, arguments: { parameters, artifacts }, templates: base.data.templates };
  return { kind: 'merged', spec: specShape.parse(merged), stored: merged };
}

function mergeByName<Item extends { name: string }>(base: Item[], own: Item[]): Item[] {
  const names = new Set(own.map((each) => each.name));
  return [...base.filter((each) => !names.has(each.name)), ...own];
}

function explain(error: z.ZodError): string {
  const issue = error.issues[0];
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
}
