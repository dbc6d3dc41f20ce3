import { problem } from '../../../problem/problem.ts';
import { readConditions } from '../../conditions/read-conditions.ts';
import type { SensorSpec, Trigger } from '../../sensor.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';

const advice: readonly [RegExp, string][] = [
  [/!/, 'There is no negation: a filter on the dependency says what must not be.'],
  [/(?:^|\W)not(?:\W|$)/, 'There is no `not`: a filter on the dependency says what must not be.'],
  [/(?:^|\W)and(?:\W|$)/, 'Write && for `and`.'],
  [/(?:^|\W)or(?:\W|$)/, 'Write || for `or`.'],
  [/(?<!&)&(?!&)/, 'Write && for &.'],
  [/(?<!\|)\|(?!\|)/, 'Write || for |.'],
  [/,/, 'Names are joined with && or ||, not with a comma.'],
  [/(?:^|[\s(&|])\d/, 'The name of a dependency that conditions name begins with a letter.'],
  [/[.]/, 'The name of a dependency that conditions name has no dot.'],
];

/** Argo Events takes any conditions; a trigger whose conditions cannot be read never fires, and only its log says so. */
export function checkConditions(trigger: Trigger, spec: SensorSpec, path: DocumentPath): LocatedProblem[] {
  const { name, conditions = '', conditionsReset = [] } = trigger.template;
  const here = [...path, 'template', 'conditions'];
  const read = readConditions(trigger, spec);
  if (!read.ok) {
    const known = spec.dependencies.map((dependency) => dependency.name).join(', ');
    const values = { trigger: name, reason: read.message, advice: adviseOn(conditions, known) };
    return [{ problem: problem('sensor.conditions', values), path: here }];
  }
  if (read.conditions.names.length === 0) {
    const values = { trigger: name, reason: 'they name no dependency', advice: 'Name a dependency.' };
    return [{ problem: problem('sensor.conditions', values), path: here }];
  }
  if (read.conditions.joins || conditionsReset.length === 0) return [];
  return [
    { problem: problem('sensor.reset-ignored', { trigger: name }), path: [...path, 'template', 'conditionsReset'] },
  ];
}

function adviseOn(conditions: string, known: string): string {
  const found = advice.find(([pattern]) => pattern.test(conditions));
  return `${found?.[1] ?? 'Conditions are names of dependencies with &&, || and parentheses.'} Known are ${known}.`;
}
