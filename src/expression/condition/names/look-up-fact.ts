import { nearestName } from '../../../problem/nearest-name.ts';
import { type FactGroup, type FactKind, githubNames, namesOfActions } from './github-names.ts';

/** What a path under `github` names, or which of its names (by index) does not exist and what was probably meant. */
export type FactLookUp =
  | { ok: true; kind: FactKind | 'group' }
  | { ok: false; index: number; message: string; suggestion?: string };

/**
 * Looks up a path such as `['pullRequest', 'head', 'ref']` (without the leading `github`) among the facts of an event.
 *
 * @example lookUpFact(['actor']); // { ok: false, index: 0, message: '"github.actor" does not exist', suggestion: 'github.sender' }
 */
export function lookUpFact(path: readonly string[]): FactLookUp {
  let group: FactGroup = githubNames;
  for (const [index, name] of path.entries()) {
    const found = Object.hasOwn(group, name) ? group[name] : undefined;
    if (found === undefined) return describeUnknown(path.slice(0, index + 1), group);
    if (found === 'anything') return { ok: true, kind: 'anything' };
    if (typeof found === 'object') {
      group = found;
    } else if (index < path.length - 1) {
      return {
        ok: false,
        index: index + 1,
        message: `${spell(path.slice(0, index + 1))} is a ${found} and has no names in it`,
      };
    } else {
      return { ok: true, kind: found };
    }
  }
  return { ok: true, kind: 'group' };
}

function describeUnknown(path: readonly string[], group: FactGroup): FactLookUp {
  const spelt = spell(path);
  const parent = spell(path.slice(0, -1));
  const near = nearestName(path.at(-1) ?? '', Object.keys(group));
  const ofActions = Object.hasOwn(namesOfActions, spelt) ? namesOfActions[spelt] : undefined;
  const suggestion = ofActions ?? (near === undefined ? undefined : `${parent}.${near}`);
  return {
    ok: false,
    index: path.length - 1,
    message: `${spelt} does not exist`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function spell(path: readonly string[]): string {
  return ['github', ...path].join('.');
}
