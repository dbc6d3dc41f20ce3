import { problem } from '../../../problem/problem.ts';
import type { SensorSpec, Trigger, TriggerParameter } from '../../sensor.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';
import { checkTemplate } from './check-template.ts';
import { parametersOf } from './parameters-of.ts';

/** All parameters of a trigger: sources that are never there, selectors that are never asked, destinations on another level. */
export function checkParameters(trigger: Trigger, spec: SensorSpec, path: DocumentPath): LocatedProblem[] {
  const names = spec.dependencies.map((dependency) => dependency.name);
  return parametersOf(trigger, path).flatMap(({ parameter, level, path: place }) => [
    ...checkSource(parameter, names, [...place, 'src']),
    ...checkLevel(parameter, level, [...place, 'dest']),
  ]);
}

function checkSource({ src }: TriggerParameter, names: readonly string[], path: DocumentPath): LocatedProblem[] {
  if (src === undefined) return [];
  const { dependencyName, dataKey = '', dataTemplate = '', contextKey = '', contextTemplate = '', useRawData } = src;
  const found: LocatedProblem[] = [
    ...checkTemplate(dataTemplate, [...path, 'dataTemplate']),
    ...checkTemplate(contextTemplate, [...path, 'contextTemplate']),
  ];
  if (!names.includes(dependencyName)) {
    const values = { dependency: dependencyName, known: names.join(', ') };
    found.push({ problem: problem('sensor.unknown-dependency', values), path: [...path, 'dependencyName'] });
  }
  const [readsData, readsContext] = [dataKey + dataTemplate !== '', contextKey + contextTemplate !== ''];
  if (readsData && readsContext) {
    found.push({ problem: problem('sensor.context-not-read', {}), path: [...path, 'contextKey'] });
  }
  if (!readsData && !readsContext && src.value === undefined) {
    found.push({ problem: problem('sensor.whole-event', { dependency: dependencyName }), path });
  }
  if (useRawData === true && dataKey + contextKey === '') {
    found.push({ problem: problem('sensor.raw-ignored', {}), path: [...path, 'useRawData'] });
  }
  return found;
}

const ofTemplate = /^(?:argoWorkflow|k8s|http|log|kafka|nats|slack|email|name|conditions)\b/;
const ofResource = /^(?:apiVersion|kind|metadata|spec)\b/;

/**
 * Trigger-level parameters change the template (`argoWorkflow.source…`), those below a kind change its object (`spec…`). A path
 * of the other level makes a field that nobody reads.
 */
function checkLevel(
  { dest = '' }: TriggerParameter,
  level: 'template' | 'object' | 'other',
  path: DocumentPath,
): LocatedProblem[] {
  if (level === 'template' && ofResource.test(dest)) {
    const advice = `Write it below the trigger's kind (argoWorkflow.parameters), or as argoWorkflow.source.resource.${dest}.`;
    return [{ problem: problem('sensor.parameter-level', { dest, of: "the trigger's template", advice }), path }];
  }
  if (level === 'object' && ofTemplate.test(dest) && dest.includes('.')) {
    const advice = `Write it in the trigger's own parameters, beside template, or without what stands before the object.`;
    return [{ problem: problem('sensor.parameter-level', { dest, of: 'the object', advice }), path }];
  }
  return [];
}
