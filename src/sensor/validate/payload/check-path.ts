import { type FactGroup, type FactKind, githubNames } from '../../../expression/condition/names/github-names.ts';
import { nearestName } from '../../../problem/nearest-name.ts';
import { type Problem, problem } from '../../../problem/problem.ts';
import { isPayloadKnown, lookUpPath, type PathLookup } from './look-up-path.ts';
import { splitPath } from './split-path.ts';

const roots = ['headers', 'body', 'github', 'metadata'];

/**
 * What is wrong with a path into the data of GitHub's events: another root, a header in another case, a name that none of the
 * events has. A path that is there for one of the events is right.
 *
 * @param events GitHub's names of the events that the data may be of; `*` is any
 */
export function checkPath(path: string, events: readonly string[]): Problem | undefined {
  const parts = splitPath(path);
  if (parts === undefined) return undefined;
  const [root = '', ...below] = parts;
  if (root === 'header')
    return problem('sensor.path-root', { path, root, advice: `Write ${['headers', ...below].join('.')}.` });
  if (!roots.includes(root)) return adviseRoot(path, parts, events);
  if (root === 'headers') return checkHeader(path, below);
  if (root === 'github') return checkFact(path, below);
  return root === 'body' ? checkBody(path, below, events) : undefined;
}

function adviseRoot(path: string, parts: string[], events: readonly string[]): Problem {
  const [root = ''] = parts;
  const inBody = events.some((event) => isPayloadKnown(event) && lookUpPath(event, parts).found);
  const advice = inBody
    ? `Write body.${path}: the payload stands under body.`
    : 'The data of an event has headers, body (the payload) and github.';
  return problem('sensor.path-root', { path, root, advice });
}

/** Go's canonical form: capitals after dashes only, `X-Github-Event`. */
function checkHeader(path: string, [name]: string[]): Problem | undefined {
  if (name === undefined) return undefined;
  const canonical = name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
  return name === canonical ? undefined : problem('sensor.header-case', { path, name, canonical });
}

function checkFact(path: string, parts: string[]): Problem | undefined {
  let group: FactGroup | FactKind = githubNames;
  for (const [at, part] of parts.entries()) {
    if (group === 'anything' || group === 'list') return undefined;
    const found: FactGroup | FactKind | undefined =
      typeof group === 'object' && Object.hasOwn(group, part) ? group[part] : undefined;
    if (found === undefined) {
      const names = typeof group === 'object' ? Object.keys(group) : [];
      const lookup = {
        name: part,
        above: ['github', ...parts.slice(0, at)].join('.'),
        nearest: nearestName(part, names),
      };
      return describeMissing(path, lookup, 'this app');
    }
    group = found;
  }
  return undefined;
}

function checkBody(path: string, parts: string[], events: readonly string[]): Problem | undefined {
  if (events.length === 0 || events.some((event) => !isPayloadKnown(event))) return undefined;
  const lookups = events.map((event) => lookUpPath(event, parts));
  const missing = lookups.filter((each): each is Extract<PathLookup, { found: false }> => !each.found);
  const [first] = missing;
  if (first === undefined || missing.length < lookups.length) return undefined;
  const nearest = missing.find((each) => each.nearest !== undefined) ?? first;
  return describeMissing(path, nearest, `GitHub's event ${events.join(', ')}`);
}

interface Missing {
  name: string;
  above: string;
  nearest: string | undefined;
}

function describeMissing(path: string, { name, above, nearest }: Missing, where: string): Problem {
  const advice =
    nearest === undefined
      ? `Look at the payload of an event for what stands under ${above}.`
      : `Did you mean ${above}.${nearest}?`;
  return problem('sensor.path-unknown', { path, name, above, where, advice });
}
