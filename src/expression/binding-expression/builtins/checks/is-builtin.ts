import type { Dialect } from '../../dialect.ts';

const older = [
  'all none any one filter map find findIndex findLast findLastIndex count groupBy reduce',
  'len type abs ceil floor round int float string',
  'trim trimPrefix trimSuffix upper lower split splitAfter replace repeat join indexOf lastIndexOf hasPrefix hasSuffix',
  'max min sum mean median toJSON fromJSON toBase64 fromBase64 now duration date',
  'first last get take keys values toPairs fromPairs sort sortBy',
].flatMap((line) => line.split(' '));
const newer = [
  ...older,
  ...'timezone reverse uniq concat flatten bitand bitor bitxor bitnand bitshl bitshr bitushr bitnot'.split(' '),
];

const names: Record<Dialect, ReadonlySet<string>> = { '1.15': new Set(older), '1.17': new Set(newer) };

/** Whether a version of the language has a function of that name built in. */
export function isBuiltin(name: string, dialect: Dialect): boolean {
  return names[dialect].has(name);
}
