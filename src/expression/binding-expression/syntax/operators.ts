export const unaryPowers: ReadonlyMap<string, number> = new Map([
  ['not', 50],
  ['!', 50],
  ['-', 90],
  ['+', 90],
]);

export const binaryPowers: ReadonlyMap<string, number> = new Map([
  ['|', 0],
  ['or', 10],
  ['||', 10],
  ['and', 15],
  ['&&', 15],
  ...['==', '!=', '<', '>', '>=', '<='].map((operator) => [operator, 20] as const),
  ...['in', 'matches', 'contains', 'startsWith', 'endsWith'].map((operator) => [operator, 20] as const),
  ['..', 25],
  ['+', 30],
  ['-', 30],
  ['*', 60],
  ['/', 60],
  ['%', 60],
  ['**', 100],
  ['^', 100],
  ['??', 500],
]);

/** Operators that `not` may stand before. */
export const negatable: ReadonlySet<string> = new Set(['in', 'matches', 'contains', 'startsWith', 'endsWith']);

/** Operators that 1.17 chains: `1 < x < 3`. */
export const comparisons: ReadonlySet<string> = new Set(['<', '>', '>=', '<=']);

/** `**` and `^` go from right to left. */
export function isRightAssociative(operator: string): boolean {
  return operator === '**' || operator === '^';
}
