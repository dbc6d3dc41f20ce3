import { type Problem, problem } from '../../problem/problem.ts';
import type { Trigger, TriggerTemplate } from '../sensor.ts';
import { kindsOf } from '../trigger-kinds.ts';
import { type CarriedOut, carriedOut } from './carried-out.ts';
import type { DocumentPath } from './read-shape.ts';

/** Something of a trigger that this version does not carry out. */
export interface TriggerRefusal {
  problem: Problem;
  /** In words, for the warning that comes before any firing. */
  feature: string;
  /** Below the trigger. */
  path: DocumentPath;
}

/**
 * Why a trigger is not carried out when it fires (`sensor.trigger-not-supported`, `sensor.not-supported`,
 * `sensor.no-trigger-kind`); empty when it is.
 */
export function findRefusals(trigger: Trigger, supported: CarriedOut = carriedOut): TriggerRefusal[] {
  return [...refuseKind(trigger.template, supported), ...refuseFeatures(trigger, supported)];
}

function refuseFeatures(trigger: Trigger, supported: CarriedOut): TriggerRefusal[] {
  const { policy, rateLimit, dlqTrigger, retryStrategy, atLeastOnce } = trigger;
  const asked = {
    policy: policy !== undefined,
    rateLimit: rateLimit !== undefined,
    dlqTrigger: dlqTrigger !== undefined,
    // Without `atLeastOnce` it has no effect, upstream as here.
    retryStrategy: retryStrategy !== undefined && atLeastOnce === true,
  };
  const features = (['policy', 'rateLimit', 'dlqTrigger', 'retryStrategy'] as const).filter(
    (feature) => asked[feature] && !supported[feature],
  );
  return features.map((feature) => ({
    problem: problem('sensor.not-supported', { feature }),
    feature,
    path: [feature],
  }));
}

function refuseKind(template: TriggerTemplate, supported: CarriedOut): TriggerRefusal[] {
  const [kind] = kindsOf(template);
  const trigger = template.name;
  if (kind === undefined) {
    const feature = 'a trigger without anything to carry out';
    return [{ problem: problem('sensor.no-trigger-kind', { trigger }), feature, path: ['template'] }];
  }
  const refused = describeRefused(template, kind, supported);
  if (refused === undefined) return [];
  const path = ['template', kind, ...refused.path];
  return [
    { problem: problem('sensor.trigger-not-supported', { trigger, kind: refused.kind }), feature: refused.kind, path },
  ];
}

interface RefusedKind {
  /** The kind in words, with its operation or object. */
  kind: string;
  path: string[];
}

function describeRefused(
  { k8s, argoWorkflow }: TriggerTemplate,
  kind: string,
  { triggers, kubernetesKinds }: CarriedOut,
): RefusedKind | undefined {
  if (kind === 'k8s') {
    const { operation = '', source } = k8s ?? {};
    const named = operation === '' ? 'create' : operation;
    if (!triggers.k8s.includes(named)) return { kind: `k8s with the operation ${named}`, path: [] };
    const object = kindOfObject(source?.resource);
    const isOther = object !== undefined && object !== 'Workflow' && kubernetesKinds === 'workflow';
    return isOther ? { kind: `k8s for a ${object}`, path: ['source', 'resource'] } : undefined;
  }
  if (kind === 'argoWorkflow') {
    const { operation = '' } = argoWorkflow ?? {};
    if (triggers.argoWorkflow.includes(operation)) return undefined;
    return { kind: `argoWorkflow with the operation ${operation}`, path: [] };
  }
  return triggers.others.includes(kind) ? undefined : { kind, path: [] };
}

function kindOfObject(resource: unknown): string | undefined {
  if (typeof resource !== 'object' || resource === null || !('kind' in resource)) return undefined;
  return typeof resource.kind === 'string' ? resource.kind : undefined;
}
