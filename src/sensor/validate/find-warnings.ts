import { compileRegularExpression } from '../../expression/regular-expression/compile-regular-expression.ts';
import { compileTemplate } from '../../expression/template/compile-template.ts';
import { problem } from '../../problem/problem.ts';
import { readConditions } from '../conditions/read-conditions.ts';
import type { DataFilter, Sensor, Trigger } from '../sensor.ts';
import type { LocatedProblem } from './find-unsupported.ts';
import { parametersOf } from './parameters-of.ts';
import type { DocumentPath } from './read-shape.ts';
import { otherTriggerKinds } from './sensor-shape.ts';

/** What Argo Events accepts and then silently ignores, or what can never work. */
export function findWarnings(sensor: Sensor): LocatedProblem[] {
  const { dependencies, triggers, filters } = sensor.spec;
  return [
    ...dependencies.flatMap((each, at) => inData(each.filters?.data, ['spec', 'dependencies', at, 'filters', 'data'])),
    ...inData(filters?.data, ['spec', 'filters', 'data']),
    ...triggers.flatMap((trigger, at) => inTrigger(trigger, sensor, ['spec', 'triggers', at])),
  ];
}

function inData(filters: DataFilter[] | undefined, path: DocumentPath): LocatedProblem[] {
  return (filters ?? []).flatMap(({ type, value, template = '' }, at) => [
    ...(type === 'string' ? value : []).flatMap((pattern, index) => inPattern(pattern, [...path, at, 'value', index])),
    ...inTemplate(template, [...path, at, 'template']),
  ]);
}

function inPattern(value: string, path: DocumentPath): LocatedProblem[] {
  const compilation = compileRegularExpression(value);
  if (compilation.ok) return [];
  return [{ problem: problem('sensor.regular-expression', { value, reason: compilation.message }), path }];
}

function inTemplate(template: string, path: DocumentPath): LocatedProblem[] {
  const compilation = compileTemplate(template);
  if (compilation.ok || compilation.isUnsupported) return [];
  return [{ problem: problem('sensor.template', { reason: compilation.message }), path }];
}

function inTrigger(trigger: Trigger, sensor: Sensor, path: DocumentPath): LocatedProblem[] {
  const { template, retryStrategy, atLeastOnce } = trigger;
  const found: LocatedProblem[] = [];
  const read = readConditions(trigger, sensor.spec);
  if (!read.ok) {
    const values = { trigger: template.name, reason: read.message };
    found.push({ problem: problem('sensor.conditions', values), path: [...path, 'template', 'conditions'] });
  }
  if (retryStrategy !== undefined && atLeastOnce !== true) {
    const values = { trigger: template.name, field: 'retryStrategy' };
    found.push({ problem: problem('sensor.no-effect', values), path: [...path, 'retryStrategy'] });
  }
  return [...found, ...inKinds(trigger, [...path, 'template']), ...inParameters(trigger, sensor, path)];
}

function inKinds({ template }: Trigger, path: DocumentPath): LocatedProblem[] {
  const kinds = ['k8s', 'argoWorkflow', ...otherTriggerKinds].filter((kind) => template[kind] !== undefined);
  const [used, ...others] = kinds;
  if (used === undefined || others.length === 0) return [];
  const values = { trigger: template.name, kinds: kinds.join(', '), used };
  return [{ problem: problem('sensor.several-trigger-kinds', values), path }];
}

function inParameters(trigger: Trigger, sensor: Sensor, path: DocumentPath): LocatedProblem[] {
  const names = sensor.spec.dependencies.map((dependency) => dependency.name);
  return parametersOf(trigger, path).flatMap(({ parameter: { src }, path: place }) => {
    const { dependencyName = '', dataTemplate = '', contextTemplate = '' } = src ?? {};
    const values = { dependency: dependencyName, known: names.join(', ') };
    const unknown = {
      problem: problem('sensor.unknown-dependency', values),
      path: [...place, 'src', 'dependencyName'],
    };
    return [
      ...(src === undefined || names.includes(dependencyName) ? [] : [unknown]),
      ...inTemplate(dataTemplate, [...place, 'src', 'dataTemplate']),
      ...inTemplate(contextTemplate, [...place, 'src', 'contextTemplate']),
    ];
  });
}
