import { allowsList, type Call } from '../../go-value/call.ts';
import { fixed, type GoFunction, variadic } from '../../go-value/go-function.ts';
import { type GoValue, int, type TypedList } from '../../go-value/value.ts';

/** Rows of whole numbers. */
export const sequenceFunctions: Record<string, GoFunction> = {
  until: fixed(['int'], ([count], call) => ints(countTo({ start: 0, stop: count, step: count < 0 ? -1 : 1 }, call))),
  untilStep: fixed(['int', 'int', 'int'], ([start, stop, step], call) => ints(countTo({ start, stop, step }, call))),
  seq: variadic([], 'int', (_, bounds, call) => countAsText(bounds, call)),
};

interface Row {
  start: number;
  /** The first number that is no longer in it. */
  stop: number;
  step: number;
}

function countTo({ start, stop, step }: Row, call: Call): number[] {
  const isWrongWay = stop < start ? step >= 0 : step <= 0;
  if (isWrongWay) return [];
  const count = Math.ceil((stop - start) / step);
  return allowsList(call, count) ? Array.from({ length: count }, (_, at) => start + at * step) : [];
}

function ints(numbers: number[]): TypedList {
  return { kind: 'list', element: 'int', items: numbers.map((number): GoValue => int(number)) };
}

/** Like the shell's `seq`: up to an end, from a start to an end, or by steps; more bounds than three are nothing. */
function countAsText(bounds: number[], call: Call): string {
  const [first, second, third] = bounds;
  if (first === undefined || bounds.length > 3) return '';
  const start = second === undefined ? 1 : first;
  const end = third ?? second ?? first;
  const direction = end < start ? -1 : 1;
  const step = third === undefined ? direction : (second ?? 0);
  if (direction === -1 && step > 0) return '';
  return countTo({ start, stop: end + direction, step }, call).join(' ');
}
