import { rememberCompiled } from '../../cache/remember-compiled.ts';
import { membersOf } from '../../expression/path/members.ts';
import { exists, isArray, type PathValue } from '../../expression/path/path-value.ts';
import { compileSensorExpression } from '../../expression/sensor-expression/compile-sensor-expression.ts';
import { nothingLeft, spendOnce } from '../../expression/work/work-allowance.ts';
import type { FilterTrace } from '../decision.ts';
import type { TextReader } from '../event-reader.ts';
import type { ExprFilter } from '../sensor.ts';
import { type FilterResult, passedUnasked } from './filter-result.ts';

const expressionOf = rememberCompiled((text) => compileSensorExpression(text));
const tooLate = { ok: false, message: nothingLeft, patternWork: 0 } as const;

const kind = 'exprs' as const;
const expected = 'is true';

/** What JSON nests deeper is left out. */
const maxDepth = 500;

/**
 * Argo Events 1.9: expressions over values of the event's data, in order. With `and` (or anything but `or`) the first that is not
 * true, or fails, decides; with `or` the first that is true does, and failures count only when none is. An expression without
 * fields is passed over. Only `true` passes: a number or a text is no failure and does not.
 *
 * @param event undefined when there is none; its `reader` is undefined when it carries no data
 */
export function filterExprs(
  filters: readonly ExprFilter[],
  operator: string,
  event: { reader: TextReader | undefined } | undefined,
): FilterResult {
  if (event === undefined) return { passed: false, error: 'expr filter error (nil event)', trace: [] };
  const { reader } = event;
  if (reader === undefined) return passedUnasked;
  if (!reader.isValid()) return { passed: false, error: 'expr filter error (event data not valid JSON)', trace: [] };
  const asked = filters.filter(({ fields }) => (fields ?? []).length > 0);
  return operator === 'or' ? passAny(asked, reader) : passAll(asked, reader);
}

function passAll(filters: readonly ExprFilter[], reader: TextReader): FilterResult {
  const trace: FilterTrace[] = [];
  for (const filter of filters) {
    const applied = applyFilter(filter, reader);
    trace.push(applied);
    if (applied.outcome === 'failed') return { passed: false, error: `expr filter error (${applied.message})`, trace };
    if (applied.outcome === 'rejected') return { passed: false, trace };
  }
  return { passed: true, trace };
}

function passAny(filters: readonly ExprFilter[], reader: TextReader): FilterResult {
  const trace: FilterTrace[] = [];
  for (const filter of filters) {
    const applied = applyFilter(filter, reader);
    trace.push(applied);
    if (applied.outcome === 'passed') return { passed: true, trace };
  }
  const failures = trace.filter((each) => each.outcome === 'failed').map((each) => each.message);
  if (failures.length === 0) return { passed: false, trace };
  return { passed: false, error: `expr filter errors [${failures.join(' / ')}]`, trace };
}

function applyFilter({ expr, fields }: ExprFilter, reader: TextReader): FilterTrace {
  const trace = { kind, subject: expr, expected };
  const parameters: Record<string, unknown> = Object.create(null);
  let seen = '';
  for (const { path, name } of fields) {
    const reading = reader.read(path);
    if (!reading.ok) {
      return { ...trace, outcome: 'failed', message: `path '${path}' exceeds a limit: ${reading.limit}` };
    }
    if (!exists(reading.value)) return { ...trace, outcome: 'failed', message: `path '${path}' does not exist` };
    parameters[name] = toValue(reading.value);
    const shown = `${name} = ${reader.showAt(path, reading.value)}`;
    seen = seen === '' ? shown : `${seen}, ${shown}`;
  }
  const shown = { kind, subject: expr, expected, seen: reader.show(seen) };
  const expression = reader.work.left > 0 ? expressionOf(expr) : tooLate;
  if (!spendOnce(reader.work, expression, expression.patternWork)) {
    return { ...shown, outcome: 'failed', message: nothingLeft };
  }
  if (!expression.ok) return { ...shown, outcome: 'failed', message: expression.message };
  const result = expression.evaluate(parameters, reader);
  if (!result.ok) return { ...shown, outcome: 'failed', message: result.message };
  return { kind, subject: expr, expected, seen: shown.seen, outcome: result.value === true ? 'passed' : 'rejected' };
}

/** The value as Go has it: numbers as float64, of duplicate keys the first. What nests too deep is null. */
function toValue(value: PathValue, depth = 0): unknown {
  switch (value.type) {
    case 'String':
      return value.string;
    case 'Number':
      return value.number;
    case 'True':
    case 'False':
      return value.type === 'True';
    case 'Null':
      return null;
    default:
      return depth < maxDepth ? toContainer(value, depth + 1) : null;
  }
}

function toContainer(value: PathValue, depth: number): unknown {
  const members = [...membersOf(value)];
  if (isArray(value)) return members.map((member) => toValue(member.value, depth));
  // The last of several entries with one key stays, so the first comes last.
  return Object.fromEntries(members.reverse().map((member) => [member.key?.text ?? '', toValue(member.value, depth)]));
}
