import type { EventDependency, EventFilters, Sensor, TriggerParameterSource } from '../../sensor.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';
import { parametersOf } from '../warnings/parameters-of.ts';
import { checkPath } from './check-path.ts';

/**
 * Paths that do not occur in the payloads that a Sensor reads: warnings, because GitHub may send more than it describes.
 *
 * @param githubEvents by the dependency's name, GitHub's names of its events; a dependency on anything else is absent
 */
export function findPathWarnings(sensor: Sensor, githubEvents: Readonly<Record<string, string[]>>): LocatedProblem[] {
  const { dependencies, triggers } = sensor.spec;
  const known = new Map(dependencies.flatMap((each) => eventsOf(each, githubEvents)));
  const inFilters = dependencies.flatMap((dependency, at) => {
    const events = known.get(dependency.name);
    const here = ['spec', 'dependencies', at, 'filters'];
    return events === undefined ? [] : checkFilters(dependency.filters, events, here);
  });
  const inherited = inSensorFilters(sensor, known);
  const inParameters = triggers.flatMap((trigger, at) =>
    parametersOf(trigger, ['spec', 'triggers', at]).flatMap(({ parameter: { src }, path }) => {
      const events = src === undefined ? undefined : known.get(src.dependencyName);
      return src === undefined || events === undefined ? [] : checkSource(src, events, [...path, 'src']);
    }),
  );
  return [...inFilters, ...inherited, ...inParameters];
}

/** What a transformation makes of the data is not known. */
function eventsOf(
  { name, transform }: EventDependency,
  githubEvents: Readonly<Record<string, string[]>>,
): [string, string[]][] {
  const events = Object.hasOwn(githubEvents, name) ? githubEvents[name] : undefined;
  const isTransformed = (transform?.jq ?? '') !== '' || (transform?.script ?? '') !== '';
  return events === undefined || isTransformed ? [] : [[name, events]];
}

/** The Sensor's own filters, kind by kind, against the events of the dependencies that take them over. */
function inSensorFilters({ spec }: Sensor, known: ReadonlyMap<string, string[]>): LocatedProblem[] {
  const { filters, dependencies } = spec;
  return (['data', 'exprs', 'globs'] as const).flatMap((kind) => {
    const own = filters?.[kind];
    const taking = dependencies.filter((each) => each.filters?.[kind] === undefined);
    const events = taking.map((each) => known.get(each.name));
    if (own === undefined || events.includes(undefined)) return [];
    return checkFilters({ [kind]: own }, [...new Set(events.flatMap((each) => each ?? []))], ['spec', 'filters']);
  });
}

function checkFilters(filters: EventFilters | undefined, events: string[], path: DocumentPath): LocatedProblem[] {
  const { data = [], exprs = [], globs = [] } = filters ?? {};
  const fields = exprs.flatMap(({ fields: list }, at) =>
    list.map((field, index) => ({ read: field.path, at: ['exprs', at, 'fields', index, 'path'] })),
  );
  const all = [
    ...data.map((each, at) => ({ read: each.path, at: ['data', at, 'path'] })),
    ...fields,
    // Whether a list of globs has a path is looked at elsewhere.
    ...globs.map((each, at) => ({ read: each.path ?? '', at: ['globs', at, 'path'] })),
  ];
  return all.flatMap(({ read, at }) => locate(read, events, [...path, ...at]));
}

function checkSource(
  { dataKey = '', dataTemplate = '' }: TriggerParameterSource,
  events: string[],
  path: DocumentPath,
): LocatedProblem[] {
  // Plain chains of names say which path is meant; everything else in a template may be anything.
  const chains = [...dataTemplate.matchAll(/\.Input((?:\.\w+)+)/g)].map(([, chain = '']) => chain.slice(1));
  return [
    ...locate(dataKey, events, [...path, 'dataKey']),
    ...[...new Set(chains)].flatMap((chain) => locate(chain, events, [...path, 'dataTemplate'])),
  ];
}

function locate(read: string, events: string[], path: DocumentPath): LocatedProblem[] {
  const found = read === '' ? undefined : checkPath(read, events);
  return found === undefined ? [] : [{ problem: found, path }];
}
