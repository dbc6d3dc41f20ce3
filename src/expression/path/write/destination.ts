/** One part of a destination, `a.b.0`. */
export interface DestinationPart {
  /** The key, escapes taken off. */
  key: string;
  /** The same part as a path for reading, escapes kept. */
  readable: string;
  /** Written `:key`: a key of an object even when it looks like an index. */
  isKey: boolean;
}

/** The destination's parts; undefined for one that needs the path language to be found (`#`, `*`, `?`, `@`, `|`). */
export function parseDestination(path: string): DestinationPart[] | undefined {
  const parts: DestinationPart[] = [];
  let part: DestinationPart = { key: '', readable: '', isKey: false };
  for (let at = 0; at < path.length; at++) {
    const character = path.charAt(at);
    if (character === '\\') {
      at++;
      part.key += path.charAt(at);
      part.readable += `\\${path.charAt(at)}`;
    } else if (character === '.') {
      parts.push(part);
      part = { key: '', readable: '', isKey: false };
    } else if ('|#@*?'.includes(character)) {
      return undefined;
    } else if (character === ':' && part.readable === '' && !part.isKey) {
      part.isKey = true;
    } else {
      part.key += character;
      part.readable += character;
    }
  }
  return [...parts, part];
}

/** The index that a part means in an array: undefined for a key. An empty part means 0, as in sjson. */
export function indexOf(part: DestinationPart): number | undefined {
  return part.isKey || !/^\d*$/.test(part.key) ? undefined : Number(part.key);
}

/** `-1`: the place after an array's last element when writing, the last element when deleting. */
export function isEnd(part: DestinationPart): boolean {
  return part.key === '-1' && !part.isKey;
}
