import type { SensorSpec, Trigger } from '../sensor.ts';
import { compileConditions } from './compile-conditions.ts';
import { translateConditions } from './translate-conditions.ts';

/** A trigger's conditions as they are carried out. */
export interface Conditions {
  /** With the dependencies' real names; `areConditionsMet` evaluates it. */
  expression: string;
  /** The dependencies that are asked for, each once, in order of appearance. */
  names: string[];
  /** `&` occurs: events are joined. Without it each dependency that matches fires by itself. */
  joins: boolean;
}

/**
 * `stage` tells a text that cannot be translated to names from one whose translation is no expression, and from one that asks for
 * what is no dependency (which takes quotes).
 */
export type ReadConditions =
  | { ok: true; conditions: Conditions }
  | { ok: false; stage: 'translate' | 'parse' | 'subscribe'; expression: string; message: string };

/** Argo Events 1.9: a trigger's conditions; without any, all dependencies of the Sensor joined by `&&`. */
export function readConditions(trigger: Trigger, spec: Pick<SensorSpec, 'dependencies'>): ReadConditions {
  const read = readExpression(trigger, spec);
  if (!read.ok) return read;
  const { expression, names } = read.conditions;
  const unknown = names.find((name) => !spec.dependencies.some((dependency) => dependency.name === name));
  if (unknown === undefined) return read;
  const message = `Dependency expression and dependency list do not match, ${unknown} is not found`;
  return { ok: false, stage: 'subscribe', expression, message };
}

/** The same, whatever the conditions name. */
export function readExpression(trigger: Trigger, spec: Pick<SensorSpec, 'dependencies'>): ReadConditions {
  const dependencies = spec.dependencies.map((dependency) => dependency.name);
  const written = trigger.template.conditions ?? '';
  const translated =
    written === ''
      ? { ok: true as const, expression: dependencies.join('&&') }
      : translateConditions(written, dependencies);
  if (!translated.ok) return { ok: false, stage: 'translate', expression: written, message: translated.message };
  const { expression } = translated;
  const compiled = compileConditions(expression);
  if (!compiled.ok) return { ok: false, stage: 'parse', expression, message: compiled.message };
  return { ok: true, conditions: { expression, names: compiled.names, joins: expression.includes('&') } };
}
