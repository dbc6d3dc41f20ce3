import type { WorkBudget } from '../../pratt/work-budget.ts';
import { isOrdered } from './is-ordered.ts';
import type { Value } from './value.ts';

interface Order<Item> {
  keyOf: (item: Item) => Value;
  isDescending: boolean;
  budget: WorkBudget;
}

/** A sorted copy of a list. Fails where two keys cannot be compared. */
export function sortItems<Item>(items: readonly Item[], { keyOf, isDescending, budget }: Order<Item>): Item[] {
  const isLess = (left: Value, right: Value) => isOrdered(left, '<', right);
  budget.spend(items.length);
  return items.toSorted((left, right) => {
    budget.spend(1);
    const [one, other] = isDescending ? [keyOf(right), keyOf(left)] : [keyOf(left), keyOf(right)];
    if (isLess(one, other)) return -1;
    return isLess(other, one) ? 1 : 0;
  });
}
