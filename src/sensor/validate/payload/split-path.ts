/**
 * The plain parts that a path begins with: keys, indexes and `#`. What follows a wildcard, a query, a modifier or a pipe depends
 * on the event and is left out; undefined when the path begins with such a thing.
 */
export function splitPath(path: string): string[] | undefined {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at <= path.length; at++) {
    const character = path[at] ?? '.';
    if (character === '\\') {
      part += path[++at] ?? '';
    } else if (character === '.') {
      parts.push(part);
      part = '';
    } else if (isSpecial(character, part, path[at + 1])) {
      return parts.length === 0 ? undefined : parts;
    } else {
      part += character;
    }
  }
  return parts;
}

function isSpecial(character: string, before: string, after: string | undefined): boolean {
  if (character === '#') return before !== '' || (after !== undefined && after !== '.');
  if (before === '' && ['@', '!', '[', '{'].includes(character)) return true;
  return ['*', '?', '|', '('].includes(character);
}
