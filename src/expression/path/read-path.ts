import { nothingLeft, spendWork, type WorkAllowance } from '../work/work-allowance.ts';
import { missing, type PathValue } from './path-value.ts';
import { modifiers as knownModifiers } from './read/modifiers.ts';
import { readModified } from './read/read-modified.ts';
import { readMultipath } from './read/read-multipath.ts';
import type { Modifier, Reading } from './read/reading.ts';
import { startWalk, walkArray, walkObject } from './read/walk.ts';

/** Longer paths are refused. */
export const maxPathLength = 4096;
/** Pipes, queries and multipaths inside one another. */
const maxDepth = 150;
const baseSteps = 1_000_000;
const stepsPerCharacter = 16;
/** Taking a path apart, however short the text: queries and gatherings do so for each element. */
const stepsPerReading = 150;

/** A value, or the limit that the path would have exceeded (in words, for a problem). */
export type PathReading = { ok: true; value: PathValue } | { ok: false; limit: string };

/**
 * Reads the value that a path selects in JSON text, in gjson's path language (the one of Argo Events' filters and
 * parameters): keys and indexes, wildcards, `#` counts, gatherings and queries, modifiers, pipes, multipaths, literals.
 * The text is scanned, never parsed into values: numbers keep their digits, objects and arrays their blanks, and of
 * duplicate keys the first wins. Never throws; the work is limited in proportion to the text.
 *
 * @param options.modifiers replaces the modifiers (`@name`) that are known
 * @param options.work what may be spent altogether, where less than the path's own limit
 * @example readPath('{"a":[{"b":1},{"b":2}]}', 'a.#.b') // { ok: true, value: { type: 'JSON', raw: '[1,2]', … } }
 */
export function readPath(
  json: string,
  path: string,
  { modifiers = knownModifiers, work }: { modifiers?: ReadonlyMap<string, Modifier>; work?: WorkAllowance } = {},
): PathReading {
  if (path.length > maxPathLength) return { ok: false, limit: `a path has at most ${maxPathLength} characters` };
  const limit = baseSteps + stepsPerCharacter * json.length;
  const counter = { steps: Math.min(limit, work?.left ?? limit), isTooDeep: false };
  const before = counter.steps;
  const value = readAt(json, path, { counter, depth: 0, modifiers });
  if (!spendWork(work, before - counter.steps)) return { ok: false, limit: nothingLeft };
  if (counter.isTooDeep) return { ok: false, limit: `pipes and queries nest at most ${maxDepth} deep` };
  if (counter.steps < 0) return { ok: false, limit: 'the path needs too many steps' };
  return { ok: true, value };
}

interface Level {
  counter: { steps: number; isTooDeep: boolean };
  depth: number;
  modifiers: ReadonlyMap<string, Modifier>;
}

function readAt(json: string, path: string, level: Level): PathValue {
  const { counter } = level;
  if (level.depth > maxDepth) counter.isTooDeep = true;
  counter.steps -= stepsPerReading + json.length;
  if (counter.isTooDeep || counter.steps < 0) return missing;
  const reading: Reading = {
    modifiers: level.modifiers,
    read: (inner, innerPath) => readAt(inner, innerPath, { ...level, depth: level.depth + 1 }),
    spend: (characters) => {
      counter.steps -= characters;
      return counter.steps >= 0;
    },
  };
  return readSpecial(json, path, reading);
}

/** Sees to paths that begin with a modifier, a literal or a multipath. */
function readSpecial(json: string, path: string, reading: Reading): PathValue {
  if (path.length < 2) return walkPath(json, path, reading);
  if (path.startsWith('[') || path.startsWith('{')) {
    const gathered = readMultipath(json, path, reading);
    return 'plainPath' in gathered ? walkPath(json, gathered.plainPath, reading) : gathered;
  }
  const modified = path.startsWith('@') || path.startsWith('!') ? readModified(json, path, reading) : undefined;
  return modified ?? walkPath(json, path, reading);
}

function walkPath(json: string, path: string, reading: Reading): PathValue {
  const walk = startWalk(json, reading);
  if (path.startsWith('..')) {
    walkArray(walk, 0, path.slice(2));
  } else {
    const open = json.search(/[{[]/);
    if (json[open] === '{') walkObject(walk, open + 1, path);
    if (json[open] === '[') walkArray(walk, open + 1, path);
  }
  if (walk.pipe === undefined) return walk.value;
  const { starts: _, ...piped } = reading.read(walk.value.raw, walk.pipe);
  return { ...piped, start: -1 };
}
