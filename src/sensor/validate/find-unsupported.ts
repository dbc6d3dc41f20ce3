import { compileTemplate } from '../../expression/template/compile-template.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { readConditions } from '../conditions/read-conditions.ts';
import type { EventDependency, EventFilters, Sensor, Trigger, TriggerParameter } from '../sensor.ts';
import { parametersOf } from './parameters-of.ts';
import type { DocumentPath } from './read-shape.ts';
import { otherTriggerKinds } from './sensor-shape.ts';

export interface LocatedProblem {
  problem: Problem;
  path: DocumentPath;
}

/** What Argo Events knows and this version does not carry out; each is an error, so that nothing is left out silently. */
export function findUnsupported(sensor: Sensor): LocatedProblem[] {
  const { dependencies, triggers, filters } = sensor.spec;
  return [
    ...dependencies.flatMap((dependency, at) => inDependency(dependency, ['spec', 'dependencies', at])),
    ...inFilters(filters, ['spec', 'filters']),
    ...triggers.flatMap((trigger, at) => inTrigger(trigger, sensor, ['spec', 'triggers', at])),
  ];
}

function inDependency(dependency: EventDependency, path: DocumentPath): LocatedProblem[] {
  const { transform, filters } = dependency;
  const transforms = transform === undefined ? [] : [unsupported('transform', [...path, 'transform'])];
  return [...transforms, ...inFilters(filters, [...path, 'filters'])];
}

function inFilters(filters: EventFilters | undefined, path: DocumentPath): LocatedProblem[] {
  if (filters === undefined) return [];
  const found: LocatedProblem[] = [];
  if ((filters.exprs ?? []).length > 0) found.push(unsupported('the filter exprs', [...path, 'exprs']));
  if (filters.time !== undefined) found.push(unsupported('the filter time', [...path, 'time']));
  if ((filters.script ?? '') !== '') found.push(unsupported('the filter script', [...path, 'script']));
  for (const [at, { template = '' }] of (filters.data ?? []).entries()) {
    found.push(...inTemplate(template, [...path, 'data', at, 'template']));
  }
  return found;
}

/** A template that Go itself refuses is no matter of this version: see `findWarnings`. */
function inTemplate(template: string, path: DocumentPath): LocatedProblem[] {
  const compilation = compileTemplate(template);
  if (compilation.ok || !compilation.isUnsupported) return [];
  return [unsupported(`this template (${compilation.message})`, path)];
}

function inTrigger(trigger: Trigger, sensor: Sensor, path: DocumentPath): LocatedProblem[] {
  const { template } = trigger;
  const found = [...inKind(trigger, [...path, 'template']), ...inPolicies(trigger, path)];
  if ((template.conditionsReset ?? []).length > 0) {
    found.push(unsupported('conditionsReset', [...path, 'template', 'conditionsReset']));
  }
  const read = readConditions(trigger, sensor.spec);
  if (read.ok && read.conditions.joins && read.conditions.names.length > 1) {
    const values = { trigger: template.name, conditions: read.conditions.expression };
    found.push({ problem: problem('sensor.joining-not-supported', values), path: [...path, 'template', 'conditions'] });
  }
  for (const each of parametersOf(trigger, path)) found.push(...inParameter(each.parameter, each.path));
  return found;
}

function inParameter({ src }: TriggerParameter, path: DocumentPath): LocatedProblem[] {
  const { dataTemplate = '', contextTemplate = '' } = src ?? {};
  return [
    ...inTemplate(dataTemplate, [...path, 'src', 'dataTemplate']),
    ...inTemplate(contextTemplate, [...path, 'src', 'contextTemplate']),
  ];
}

function inPolicies(trigger: Trigger, path: DocumentPath): LocatedProblem[] {
  const found: LocatedProblem[] = [];
  if (trigger.policy !== undefined) found.push(unsupported('policy', [...path, 'policy']));
  if (trigger.rateLimit !== undefined) found.push(unsupported('rateLimit', [...path, 'rateLimit']));
  if (trigger.dlqTrigger !== undefined) found.push(unsupported('dlqTrigger', [...path, 'dlqTrigger']));
  if (trigger.retryStrategy !== undefined && trigger.atLeastOnce === true) {
    found.push(unsupported('retryStrategy', [...path, 'retryStrategy']));
  }
  return found;
}

/** Upstream takes the first kind of a fixed order: k8s, argoWorkflow, then the others. */
function inKind({ template }: Trigger, path: DocumentPath): LocatedProblem[] {
  const trigger = template.name;
  if (template.k8s !== undefined) {
    const { operation = '', source } = template.k8s;
    if (operation !== '' && operation !== 'create')
      return [unsupportedKind(trigger, `k8s with the operation ${operation}`, [...path, 'k8s'])];
    const kind = kindOf(source?.resource);
    if (kind === undefined || kind === 'Workflow') return [];
    return [unsupportedKind(trigger, `k8s for a ${kind}`, [...path, 'k8s', 'source', 'resource'])];
  }
  if (template.argoWorkflow !== undefined) {
    const { operation = '' } = template.argoWorkflow;
    if (operation === 'submit') return [];
    return [unsupportedKind(trigger, `argoWorkflow with the operation ${operation}`, [...path, 'argoWorkflow'])];
  }
  const other = otherTriggerKinds.find((kind) => template[kind] !== undefined);
  if (other !== undefined) return [unsupportedKind(trigger, other, [...path, other])];
  return [{ problem: problem('sensor.no-trigger-kind', { trigger }), path }];
}

function kindOf(resource: unknown): string | undefined {
  if (typeof resource !== 'object' || resource === null || !('kind' in resource)) return undefined;
  return typeof resource.kind === 'string' ? resource.kind : undefined;
}

function unsupported(feature: string, path: DocumentPath): LocatedProblem {
  return { problem: problem('sensor.not-supported', { feature }), path };
}

function unsupportedKind(trigger: string, kind: string, path: DocumentPath): LocatedProblem {
  return { problem: problem('sensor.trigger-not-supported', { trigger, kind }), path };
}
