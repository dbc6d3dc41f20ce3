import { marshalAsGo } from '../../event/marshal-as-go.ts';
import { compileBindingExpression } from '../../expression/binding-expression/compile-binding-expression.ts';
import { isRecord, recordOf } from '../../json/is-record.ts';
import { nearestName } from '../../problem/nearest-name.ts';
import { hasErrors, problem } from '../../problem/problem.ts';
import type { LocatedProblem } from '../../sensor/validate/located-problem.ts';
import { kindsWithOwnFilter, type PrepareSource, sourceKinds } from '../kinds.ts';
import { eventSourceSettings, otherEventSourceTypes } from './event-source-types.ts';
import type { SourceDocument, SourceEntry } from './source-document.ts';

export interface ReadSourceDocument {
  /** Undefined when the document is none at all; with errors in some entries it has the others. */
  document?: SourceDocument;
  problems: LocatedProblem[];
}

/**
 * Reads an EventSource of the operator. Kinds of Argo Events that this app does not listen to are refused by name
 * (`source.kind-refused`); what is wrong with one entry leaves out that entry.
 *
 * @param document JSON of which nothing is known
 * @param fallback the namespace of documents that name none
 */
export function readSourceDocument(
  document: unknown,
  fallback: string,
  kinds: ReadonlyMap<string, PrepareSource> = sourceKinds,
): ReadSourceDocument {
  const { metadata, spec } = recordOf(document);
  const { name, namespace } = recordOf(metadata);
  if (typeof name !== 'string' || name === '') return refuse('has no `metadata.name`');
  if (!isRecord(spec)) return refuse('has no `spec`');
  const place = typeof namespace === 'string' && namespace !== '' ? namespace : fallback;
  const found: ReadSourceDocument & { document: SourceDocument } = {
    document: { namespace: place, name, entries: [] },
    problems: [],
  };
  const names = new Set<string>();
  for (const [kind, events] of Object.entries(spec)) {
    const prepare = kinds.get(kind);
    if (prepare === undefined) found.problems.push(...refuseKind(kind, [...kinds.keys()]));
    else readKind({ kind, events, names }, prepare, found);
  }
  return found;
}

/** Reads all names of one kind; `names` are those of the whole EventSource. */
function readKind(
  { kind, events, names }: { kind: string; events: unknown; names: Set<string> },
  prepare: PrepareSource,
  { document, problems }: ReadSourceDocument & { document: SourceDocument },
): void {
  if (!isRecord(events)) {
    const what = `has no names under \`spec.${kind}\``;
    problems.push({ problem: problem('source.invalid', { what }), path: ['spec', kind] });
    return;
  }
  for (const [event, entry] of Object.entries(events)) {
    const path = ['spec', kind, event];
    if (!eventShape.test(event)) {
      const expected = 'up to 128 letters, digits, dots, dashes and underscores';
      const values = { field: 'An event name', where: `spec.${kind}`, found: event.slice(0, 80), expected };
      problems.push({ problem: problem('source.wrong-value', values), path });
      continue;
    }
    const read = readEntry({ kind, event, entry }, prepare);
    problems.push(...read.problems.map((each) => ({ ...each, path: [...path, ...each.path] })));
    if (names.has(event)) problems.push({ problem: problem('source.event-twice', { event }), path });
    else if (read.entry !== undefined) document.entries.push(read.entry);
    names.add(event);
  }
}

const eventShape = /^[A-Za-z0-9._-]{1,128}$/;

function refuseKind(kind: string, known: readonly string[]): LocatedProblem[] {
  if (eventSourceSettings.includes(kind)) return [];
  const path = ['spec', kind];
  if (otherEventSourceTypes.has(kind)) {
    return [{ problem: problem('source.kind-refused', { kind, known: known.join(', ') }), path }];
  }
  const near = nearestName(kind, [...known, ...otherEventSourceTypes.keys(), ...eventSourceSettings]);
  const advice = near === undefined ? `Kinds are ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return [{ problem: problem('source.kind-unknown', { kind: kind.slice(0, 80), advice }), path }];
}

function readEntry(
  { kind, event, entry }: { kind: string; event: string; entry: unknown },
  prepare: PrepareSource,
): { entry?: SourceEntry; problems: LocatedProblem[] } {
  const read = prepare(entry);
  const { filter: given, metadata } = recordOf(entry);
  const filter = kindsWithOwnFilter.has(kind) ? undefined : given;
  const { expression } = recordOf(filter);
  const problems = read.ok ? [...read.warnings] : [...read.problems];
  const hasFilter = typeof expression === 'string' && expression !== '';
  if (hasFilter) {
    const compiled = compileBindingExpression(expression, { dialect: '1.15' });
    const values = { where: `"${event}"`, reason: compiled.ok ? '' : compiled.message };
    if (!compiled.ok) problems.push({ problem: problem('source.filter', values), path: ['filter', 'expression'] });
  } else if (filter !== undefined && filter !== null) {
    const values = {
      where: `The filter of "${event}"`,
      field: '`expression`',
      advice: 'Write it, or take the filter out.',
    };
    problems.push({ problem: problem('source.missing-field', values), path: ['filter'] });
  }
  if (!read.ok || hasErrors(problems.map((each) => each.problem))) return { problems };
  return {
    problems,
    entry: {
      ...{ kind, event, text: JSON.stringify(entry), source: read.spec },
      ...(hasFilter ? { filter: expression } : {}),
      ...(isRecord(metadata) && Object.keys(metadata).length > 0 ? { metadata: marshalAsGo(metadata) } : {}),
    },
  };
}

function refuse(what: string): ReadSourceDocument {
  return { problems: [{ problem: problem('source.invalid', { what }), path: [] }] };
}
