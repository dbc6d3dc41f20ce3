/**
 * Of ids `key-number`: those that were handled for the first time after a later one of their key. A repeated one is no surprise
 * after a kill.
 */
export function firstOutOfOrder(handled: readonly string[]): string[] {
  const newest = new Map<string, number>();
  return [...new Set(handled)].filter((id) => {
    const [key, number] = [id.slice(0, id.lastIndexOf('-')), Number(id.slice(id.lastIndexOf('-') + 1))];
    const isLate = number < (newest.get(key) ?? -1);
    newest.set(key, Math.max(number, newest.get(key) ?? -1));
    return isLate;
  });
}
