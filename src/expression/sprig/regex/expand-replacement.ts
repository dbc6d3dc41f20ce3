import type { RegularMatch } from '../../regular-expression/find-matches.ts';

const reference = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/** What `$1`, `${name}` and `$$` in a replacement stand for; a group that does not exist is empty. */
export function expandReplacement(replacement: string, text: string, match: RegularMatch): string {
  if (!replacement.includes('$')) return replacement;
  return replacement.replace(reference, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain;
    return name === undefined ? '$' : groupText(name, text, match);
  });
}

function groupText(name: string, text: string, { groups, names }: RegularMatch): string {
  const number = /^(?:0|[1-9]\d*)$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
  const group = number === undefined ? undefined : groups[number];
  return group === undefined ? '' : text.slice(group.start, group.end);
}
