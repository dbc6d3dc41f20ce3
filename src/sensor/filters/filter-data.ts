import type { EventContext } from '../../event/event.ts';
import { exists, makeValue, type PathValue, textOf } from '../../expression/path/path-value.ts';
import { quoteText } from '../../expression/scalar/quote-text.ts';
import { compileTemplate } from '../../expression/template/compile-template.ts';
import type { WorkAllowance } from '../../expression/work/work-allowance.ts';
import type { FilterTrace } from '../decision.ts';
import type { TextReader } from '../event-reader.ts';
import type { DataFilter } from '../sensor.ts';
import { templateWorld } from '../template-world.ts';
import { comparisons } from './compare-value.ts';
import { type FilterResult, passedUnasked } from './filter-result.ts';

/** What the filters are asked about. */
export interface FilteredData {
  reader: TextReader;
  /** Whose time and randomness templates take; without it templates that need them fail. */
  context?: EventContext;
}

/**
 * Argo Events 1.9: the data filters in order. With `and` (or anything but `or`) the first that rejects or fails decides; with
 * `or` the first that passes does, whatever failed before it, and failures count only when none passed. A path that does not
 * exist is a failure; JSON's `null` exists. No data at all passes.
 *
 * @param event undefined when there is none; its `reader` is undefined when it carries no data
 */
export function filterData(
  filters: readonly DataFilter[] | undefined,
  operator: string,
  event: (Omit<FilteredData, 'reader'> & { reader: TextReader | undefined }) | undefined,
): FilterResult {
  if (filters === undefined || filters.length === 0) return passedUnasked;
  if (event === undefined) return { passed: false, error: 'data filter error (nil Event)', trace: [] };
  const { reader } = event;
  if (reader === undefined) return passedUnasked;
  if (!reader.isValid()) return { passed: false, error: 'data filter error (event data not valid JSON)', trace: [] };
  const data = { ...event, reader };
  return operator === 'or' ? passAny(filters, data) : passAll(filters, data);
}

function passAll(filters: readonly DataFilter[], data: FilteredData): FilterResult {
  const trace: FilterTrace[] = [];
  for (const filter of filters) {
    const applied = applyFilter(filter, data, andMessages);
    trace.push(applied);
    if (applied.outcome === 'failed') return { passed: false, error: `data filter error (${applied.message})`, trace };
    if (applied.outcome === 'rejected') return { passed: false, trace };
  }
  return { passed: true, trace };
}

function passAny(filters: readonly DataFilter[], data: FilteredData): FilterResult {
  const trace: FilterTrace[] = [];
  for (const filter of filters) {
    const applied = applyFilter(filter, data, orMessages);
    trace.push(applied);
    if (applied.outcome === 'passed') return { passed: true, trace };
  }
  const failures = trace.filter((each) => each.outcome === 'failed').map((each) => each.message);
  if (failures.length === 0) return { passed: false, trace };
  return { passed: false, error: `data filter errors [${failures.join(' / ')}]`, trace };
}

/** Upstream words an empty template differently for the two operators. */
interface Messages {
  emptyTemplate: (template: string) => string;
}
const andMessages: Messages = {
  emptyTemplate: (template) => `template '${template}' evaluated to empty string or no value`,
};
const orMessages: Messages = {
  emptyTemplate: (template) => `template evaluated to empty string or no value: '${template}'`,
};

function applyFilter(filter: DataFilter, data: FilteredData, messages: Messages): FilterTrace {
  const trace = { kind: 'data' as const, subject: filter.path, expected: describe(filter) };
  const reading = data.reader.read(filter.path);
  if (!reading.ok)
    return { ...trace, outcome: 'failed', message: `path '${filter.path}' exceeds a limit: ${reading.limit}` };
  if (!exists(reading.value)) {
    return { ...trace, outcome: 'failed', message: `path '${filter.path}' does not exist` };
  }
  const seen = data.reader.showAt(filter.path, reading.value);
  if ((filter.value ?? []).length === 0) return { ...trace, seen, outcome: 'failed', message: 'no values specified' };
  const { work } = data.reader;
  const value = rewriteValue(filter.template ?? '', reading.value, { messages, context: data.context, work });
  if ('error' in value) return { ...trace, seen, outcome: 'failed', message: value.error };
  const { outcome, message } = compareValue(filter, value, work);
  const compared = { kind: trace.kind, subject: trace.subject, expected: trace.expected, seen, outcome };
  return message === undefined ? compared : { ...compared, message };
}

interface Rewriting {
  messages: Messages;
  context: EventContext | undefined;
  work: WorkAllowance;
}

/** What the filter's template makes of the value; its input is the value's text. */
function rewriteValue(
  template: string,
  value: PathValue,
  { messages, context, work }: Rewriting,
): PathValue | { error: string } {
  if (template === '') return value;
  const compilation = compileTemplate(template);
  if (!compilation.ok) return { error: compilation.message };
  const input = new Map([['Input', textOf(value)]]);
  const rendered = compilation.template.render(input, templateWorld(context, template), work);
  if (!rendered.ok) return { error: rendered.message };
  const { text } = rendered;
  if (text === '' || text === '<no value>') return { error: messages.emptyTemplate(template) };
  // Upstream reads it back from a text that Go has quoted, not from JSON: of `\x07` nothing is left.
  return makeValue('string', quoteText(text), -1);
}

function compareValue(
  filter: DataFilter,
  value: PathValue,
  work: WorkAllowance,
): Pick<FilterTrace, 'outcome' | 'message'> {
  const compare = Object.hasOwn(comparisons, filter.type) ? comparisons[filter.type] : undefined;
  if (compare === undefined) return { outcome: 'failed', message: `unsupported JSON type '${filter.type}'` };
  for (const expected of filter.value) {
    const comparison = compare(value, { expected, comparator: filter.comparator ?? '', work });
    if ('error' in comparison) return { outcome: 'failed', message: comparison.error };
    if (comparison.passed) return { outcome: 'passed' };
  }
  return { outcome: 'rejected' };
}

/** The comparison in words. */
function describe({ type, value, comparator = '' }: DataFilter): string {
  const values = value?.length === 1 ? (value[0] ?? '') : (value ?? []).join(' or ');
  if (type === 'bool') return `is ${values}`;
  if (type === 'string' && comparator === '!=') return `does not match ${values}`;
  if (type === 'string' && (comparator === '' || comparator === '=')) return `matches ${values}`;
  return `${comparator === '' ? '=' : comparator} ${values}`;
}
