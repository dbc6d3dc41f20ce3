import { fieldsOf, type Refusal } from '../../../src/sensor/validate/argo/refusal.ts';
import { type EventBusKind, validateAsArgo } from '../../../src/sensor/validate/argo/validate-as-argo.ts';
import {
  validateComparator,
  validateContext,
  validateData,
  validateExpr,
  validateFilters,
  validateOperator,
  validateTime,
} from '../../../src/sensor/validate/argo/validate-filters.ts';
import { validateTriggers } from '../../../src/sensor/validate/argo/validate-triggers.ts';
import type { Adapter } from '../vector.ts';

type Fields = Record<string, unknown>;

const today = new Date().toISOString().slice(0, 10);

export const validationAdapters: Record<string, Adapter> = {
  validateSensor: ({ sensor, eventBus }) =>
    answer(validateAsArgo(fieldsOf(sensor), { eventBus: eventBus as EventBusKind, today })),
  validateTriggers: ({ triggers }) => answer(validateTriggers((triggers ?? []) as Fields[], [])),
  validateLogicalOperator: ({ operator }) => answer(validateOperator(String(operator), [])),
  validateComparator: ({ comparator }) => answer(validateComparator(String(comparator), [])),
  validateEventFilter: ({ filters }) => answer(validateFilters(fieldsOf(filters), [], today)),
  validateEventExprFilter: ({ expr }) => answer(validateExpr(expr as Fields, [])),
  validateEventDataFilter: ({ data }) => answer(validateData(data as Fields, [])),
  validateEventCtxFilter: ({ context }) => answer(validateContext(context as Fields, [])),
  validateEventTimeFilter: ({ time }) => answer(validateTime(time as Fields, [], today)),
};

function answer(refused: Refusal | undefined): unknown {
  return { error: refused?.message ?? null };
}
