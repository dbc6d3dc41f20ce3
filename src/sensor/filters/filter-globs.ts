import { membersOf } from '../../expression/path/members.ts';
import { exists, isArray, type PathValue } from '../../expression/path/path-value.ts';
import type { FilterTrace } from '../decision.ts';
import type { TextReader } from '../event-reader.ts';
import type { GlobFilter } from '../sensor.ts';
import { showValue } from '../show-value.ts';
import type { Evaluators } from './evaluators.ts';
import { type FilterResult, passedUnasked } from './filter-result.ts';

/** Extension: every list of patterns must match the string at its path, or one string of the array there. */
export function filterGlobs(
  filters: readonly GlobFilter[] | undefined,
  reader: TextReader,
  matchGlobs: Evaluators['matchGlobs'],
): FilterResult {
  if (filters === undefined) return passedUnasked;
  const trace: FilterTrace[] = [];
  for (const filter of filters) {
    const applied = applyFilter(filter, reader, matchGlobs);
    trace.push(applied);
    if (applied.outcome === 'failed') return { passed: false, error: `globs filter error (${applied.message})`, trace };
    if (applied.outcome === 'rejected') return { passed: false, trace };
  }
  return { passed: true, trace };
}

function applyFilter(filter: GlobFilter, reader: TextReader, matchGlobs: Evaluators['matchGlobs']): FilterTrace {
  const trace = { kind: 'globs' as const, subject: filter.path, expected: `matches ${filter.patterns.join(', ')}` };
  const reading = reader.read(filter.path);
  if (!reading.ok) return { ...trace, outcome: 'failed', message: reading.limit };
  if (!exists(reading.value)) return { ...trace, outcome: 'rejected' };
  const values = stringsOf(reading.value);
  const seen = showValue(values.join(', '));
  const matched = matchGlobs(filter.patterns, values, reader.work);
  if (!matched.ok) return { ...trace, seen, outcome: 'failed', message: matched.message };
  return { ...trace, seen, outcome: matched.value ? 'passed' : 'rejected' };
}

function stringsOf(value: PathValue): string[] {
  const candidates = isArray(value) ? [...membersOf(value)].map((member) => member.value) : [value];
  return candidates.filter((candidate) => candidate.type === 'String').map((candidate) => candidate.string);
}
