import { type CompiledGlobs, compileGlobs } from '../../expression/glob/compile-globs.ts';
import { shorten, type YamlScalar } from '../../yaml/yaml-node.ts';
import { readTexts, type Subject } from '../reading/read-values.ts';
import { type Reading, report } from '../reading/reading.ts';

/** Checks one pattern (without its `!`) beyond its syntax: the reason why it can never match, if it cannot. */
export type CheckPattern = (pattern: string) => string | undefined;

/** A list of globs, each compiled for trial. */
export function readPatterns(subject: Subject, check: CheckPattern, reading: Reading): string[] | undefined {
  const texts = readTexts(subject, reading);
  if (texts === undefined) return undefined;
  const wrong = findWrong(texts, check);
  if (wrong === undefined) return texts.map((scalar) => scalar.text);
  report(reading, wrong.scalar.position, 'config.invalid-pattern', {
    pattern: shorten(wrong.scalar.text),
    where: subject.where,
    reason: wrong.reason,
  });
  return undefined;
}

/** By the first pattern's place in the file: what stands in `defaults` is read again for each pipeline. */
const compiledAt = new WeakMap<YamlScalar, { texts: YamlScalar[]; compiled: CompiledGlobs }>();

function compileOnce(texts: YamlScalar[]): CompiledGlobs {
  const [first] = texts;
  const known = first === undefined ? undefined : compiledAt.get(first);
  if (known?.texts.length === texts.length && known.texts.every((each, at) => each === texts[at]))
    return known.compiled;
  const compiled = compileGlobs(texts.map((scalar) => scalar.text));
  if (first !== undefined) compiledAt.set(first, { texts, compiled });
  return compiled;
}

function findWrong(texts: YamlScalar[], check: CheckPattern): { scalar: YamlScalar; reason: string } | undefined {
  const compiled = compileOnce(texts);
  const scalar = compiled.ok ? undefined : texts[compiled.index];
  if (!compiled.ok && scalar !== undefined) return { scalar, reason: compiled.message };
  for (const each of texts) {
    const reason = check(each.text.replace(/^!/, ''));
    if (reason !== undefined) return { scalar: each, reason };
  }
  return undefined;
}

/** Patterns over names such as labels: nothing more to check. */
export const checkName: CheckPattern = () => undefined;

/** Patterns over short names of branches and tags. */
export const checkRefPattern: CheckPattern = (pattern) =>
  pattern.startsWith('refs/') ? 'it is compared with short names, such as main, not with refs/…' : undefined;

/** Patterns over paths of changed files. */
export const checkPathPattern: CheckPattern = (pattern) => {
  if (pattern.startsWith('/') || pattern.startsWith('./'))
    return 'paths begin at the repository\'s root without "/" or "./"';
  if (pattern.endsWith('/')) return 'it ends with "/" and so matches no file; write "**" after it';
  return pattern.split('/').includes('..') ? 'no path of a repository has ".." in it' : undefined;
};
