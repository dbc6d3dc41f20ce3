import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { integerText } from '../../go-value/print/number/integer-text.ts';
import { type GoValue, int64, integer, isInteger } from '../../go-value/value.ts';

function of(read: (value: bigint) => GoValue): GoFunction {
  return fixed(['any'], ([receiver]) => (isInteger(receiver) ? read(receiver.value) : null));
}

const text = fixed(['any'], ([receiver]) => (isInteger(receiver) ? (integerText(receiver) ?? null) : null));

/** What templates can ask of a time span, a month and a day of the week, by the names of their types. */
export const integerMethods: Record<string, Record<string, GoFunction>> = {
  'time.Duration': {
    String: text,
    Hours: of((value) => Number(value) / 3_600e9),
    Minutes: of((value) => Number(value) / 60e9),
    Seconds: of((value) => Number(value) / 1e9),
    Milliseconds: of((value) => int64(value / 1_000_000n)),
    Microseconds: of((value) => int64(value / 1_000n)),
    Nanoseconds: of((value) => int64(value)),
    Abs: of((value) => integer('time.Duration', value < 0n ? -value : value)),
    Truncate: fixed(['any', 'duration'], ([value, unit]) => truncate(value, unit.value)),
    Round: fixed(['any', 'duration'], ([value, unit]) =>
      isInteger(value) ? integer('time.Duration', roundTo(value.value, unit.value)) : null,
    ),
  },
  'time.Month': { String: text },
  'time.Weekday': { String: text },
};

function truncate(value: GoValue, unit: bigint): GoValue {
  if (!isInteger(value)) return null;
  return unit <= 0n ? value : integer('time.Duration', value.value - (value.value % unit));
}

/** To the nearest multiple, halves away from zero. */
export function roundTo(value: bigint, unit: bigint): bigint {
  if (unit <= 0n) return value;
  const size = value < 0n ? -value : value;
  const rest = size % unit;
  const rounded = rest * 2n < unit ? size - rest : size + unit - rest;
  return value < 0n ? -rounded : rounded;
}
