import { nearestName } from '../../../problem/nearest-name.ts';
import table from './payload-paths.json' with { type: 'json' };

/** Where a path leaves what is known: `name` is the first part that is not there, `nearest` what is there and looks like it. */
export type PathLookup = { found: true } | { found: false; name: string; above: string; nearest: string | undefined };

interface Member {
  isList: boolean;
  isOpen: boolean;
  /** The line with its own members; undefined for a value that has none. */
  line: number | undefined;
}

const lines = new Map<number, ReadonlyMap<string, Member>>();
const events = new Map(Object.entries(table.events));
const scalarOrOpen: PathLookup = { found: true };

/** True for an event of GitHub whose payload is known. */
export function isPayloadKnown(event: string): boolean {
  return events.has(event);
}

/**
 * Whether GitHub's payload of an event may have what these parts name, below `body`. The descriptions that this is read from are
 * GitHub's, but may be older than what it sends.
 */
export function lookUpPath(event: string, parts: readonly string[]): PathLookup {
  let line = events.get(event);
  let isList = false;
  for (const [at, part] of parts.entries()) {
    if (isList && /^(?:\d+|#)$/.test(part)) {
      isList = false;
      // `labels.#` is how many there are; `labels.#.name` the names.
      continue;
    }
    const members = line === undefined ? undefined : membersOf(line);
    const member = members?.get(part);
    if (member === undefined) {
      const above = ['body', ...parts.slice(0, at)].join('.');
      return { found: false, name: part, above, nearest: nearestName(part, [...(members?.keys() ?? [])]) };
    }
    if (member.isOpen) return scalarOrOpen;
    ({ line, isList } = member);
  }
  return { found: true };
}

function membersOf(line: number): ReadonlyMap<string, Member> {
  const known = lines.get(line);
  if (known !== undefined) return known;
  const members = new Map<string, Member>();
  for (const text of (table.nodes[line] ?? '').split(' ')) {
    const [, name = '', list, open, number] = /^(.*?)(\[\])?(\*)?(?::(\d+))?$/.exec(text) ?? [];
    const below = number === undefined ? undefined : Number(number);
    members.set(name, { isList: list !== undefined, isOpen: open !== undefined, line: below });
  }
  // What Argo Events adds to every body.
  for (const name of ['X-GitHub-Event', 'X-GitHub-Delivery'])
    members.set(name, { isList: false, isOpen: false, line: undefined });
  lines.set(line, members);
  return members;
}
