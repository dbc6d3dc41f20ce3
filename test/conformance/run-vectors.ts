import { isDeepStrictEqual } from 'node:util';
import { bindingExpressionAdapters } from './adapters/binding-expression.ts';
import { eventSourceAdapters } from './adapters/event-source.ts';
import { pathAdapters } from './adapters/path.ts';
import { sandboxAdapters } from './adapters/sandbox.ts';
import { scheduleAdapters } from './adapters/schedule.ts';
import { sensorAdapters } from './adapters/sensor.ts';
import { sensorExpressionAdapters } from './adapters/sensor-expression.ts';
import { templateAdapters } from './adapters/template.ts';
import { validationAdapters } from './adapters/validation.ts';
import { webhookClientAdapters } from './adapters/webhook-client.ts';
import type { Adapter, Outcome, Vector } from './vector.ts';

/** This project's counterparts of the functions that the vectors were recorded from. */
const adapters: Record<string, Adapter> = {
  ...pathAdapters,
  ...sandboxAdapters,
  ...sensorAdapters,
  ...validationAdapters,
  ...sensorExpressionAdapters,
  ...templateAdapters,
  ...bindingExpressionAdapters,
  ...webhookClientAdapters,
  ...eventSourceAdapters,
  ...scheduleAdapters,
};

/** Functions of these vectors that this project does not have yet, sorted. */
export function missingFunctions(vectors: Vector[]): string[] {
  return [...new Set(vectors.map((vector) => vector.fn))].filter((fn) => adapters[fn] === undefined).sort();
}

export async function runVector(vector: Vector): Promise<Outcome> {
  const adapter = adapters[vector.fn];
  if (adapter === undefined) return { vector, passed: false };
  try {
    const actual = await adapter(vector.input, vector.expected);
    return { vector, passed: isDeepStrictEqual(actual, vector.expected), actual };
  } catch (thrown) {
    return { vector, passed: false, actual: { thrown: String(thrown) } };
  }
}
