import type { CST } from 'yaml';

/** A token of the concrete syntax tree with its depth; the walk needs no stack of calls, so any depth can be measured. */
export function* walkTokens(roots: readonly CST.Token[]): Generator<{ token: CST.Token; depth: number }> {
  const waiting = roots.map((token) => ({ token, depth: 0 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (const child of childrenOf(next.token).reverse()) waiting.push({ token: child, depth: next.depth + 1 });
  }
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (token.type !== 'block-map' && token.type !== 'block-seq' && token.type !== 'flow-collection') return [];
  const children: CST.Token[] = [];
  for (const item of token.items) {
    if (item.key !== undefined && item.key !== null) children.push(item.key);
    if (item.value !== undefined) children.push(item.value);
  }
  return children;
}
