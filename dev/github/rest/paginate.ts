import type { RestCall } from './route.ts';

export interface PageRequest {
  page: number;
  perPage: number;
}

function readCount(text: string | null, fallback: number, most: number): number {
  const value = Number(text ?? Number.NaN);
  if (!Number.isInteger(value) || value < 1) return fallback;
  return Math.min(value, most);
}

export function readPage({ url }: RestCall, defaultSize = 30, largestSize = 100): PageRequest {
  return {
    page: readCount(url.searchParams.get('page'), 1, Number.MAX_SAFE_INTEGER),
    perPage: readCount(url.searchParams.get('per_page'), defaultSize, largestSize),
  };
}

function linkTo(url: URL, page: number, relation: string): string {
  const target = new URL(url);
  target.searchParams.set('page', String(page));
  return `<${target.href}>; rel="${relation}"`;
}

/** Cuts one page out of a list and says in a `Link` header where the others are. */
export function paginate<Item>(
  call: RestCall,
  items: readonly Item[],
  { page, perPage } = readPage(call),
): { items: Item[]; headers: Record<string, string> } {
  const last = Math.max(Math.ceil(items.length / perPage), 1);
  const links = [
    ...(page > 1 ? [linkTo(call.url, page - 1, 'prev')] : []),
    ...(page < last ? [linkTo(call.url, page + 1, 'next'), linkTo(call.url, last, 'last')] : []),
    ...(page > 1 ? [linkTo(call.url, 1, 'first')] : []),
  ];
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
}
