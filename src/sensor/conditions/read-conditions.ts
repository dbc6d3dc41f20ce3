import type { SensorSpec, Trigger } from '../sensor.ts';
import type { ConditionNode } from './condition-node.ts';
import { parseConditions } from './parse-conditions.ts';
import { translateConditions } from './translate-conditions.ts';

/** A trigger's conditions as they are carried out. */
export interface Conditions {
  /** With the dependencies' real names. */
  expression: string;
  node: ConditionNode;
  /** The dependencies that are asked for, each once, in order of appearance. */
  names: string[];
  /** `&` occurs: events are joined. Without it each dependency that matches fires by itself. */
  joins: boolean;
}

/** `stage` tells a text that cannot be translated to names from one whose translation is no expression. */
export type ReadConditions =
  | { ok: true; conditions: Conditions }
  | { ok: false; stage: 'translate' | 'parse'; expression: string; message: string };

/** Argo Events 1.9: a trigger's conditions; without any, all dependencies of the Sensor joined by `&&`. */
export function readConditions(trigger: Trigger, spec: Pick<SensorSpec, 'dependencies'>): ReadConditions {
  const dependencies = spec.dependencies.map((dependency) => dependency.name);
  const written = trigger.template.conditions ?? '';
  const translated =
    written === ''
      ? { ok: true as const, expression: dependencies.join('&&') }
      : translateConditions(written, dependencies);
  if (!translated.ok) return { ok: false, stage: 'translate', expression: written, message: translated.message };
  const { expression } = translated;
  const parsed = parseConditions(expression);
  if (!parsed.ok) return { ok: false, stage: 'parse', expression, message: parsed.message };
  const conditions = { expression, node: parsed.node, names: namesOf(parsed.node), joins: expression.includes('&') };
  return { ok: true, conditions };
}

function namesOf(node: ConditionNode): string[] {
  if (node.kind === 'dependency') return [node.name];
  if (node.kind === 'constant') return [];
  return [...new Set(node.parts.flatMap(namesOf))];
}
