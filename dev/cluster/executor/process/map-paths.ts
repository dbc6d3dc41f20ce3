import { join, normalize } from 'node:path';

/** Where the absolute paths of a container are on this machine. */
export interface PathMap {
  /** The directory that stands for the container's file system. */
  root: string;
  /** Paths that the template declares: mounts, artifacts, outputs. Texts that name them are rewritten. */
  declared: string[];
}

const pathCharacter = /[A-Za-z0-9._-]/;

/** The local path of a path inside the container. `..` never leads out of the root. */
export function toLocalPath(map: PathMap, containerPath: string): string {
  return join(map.root, normalize(`/${containerPath}`));
}

/**
 * Rewrites every declared path in a command, an argument, a script or a variable to its local place: `cd /src && make` works
 * although there is no `/src` on this machine. Only whole path names count: `/src` is not in `/usr/src` or `/srcs`.
 */
export function rewritePaths(map: PathMap, text: string): string {
  const paths = map.declared.filter((path) => path.startsWith('/') && path !== '/').sort((a, b) => b.length - a.length);
  let rewritten = '';
  let at = 0;
  while (at < text.length) {
    const path = paths.find((each) => text.startsWith(each, at) && standsAlone(text, at, each.length));
    if (path === undefined) {
      rewritten += text[at];
      at += 1;
    } else {
      rewritten += toLocalPath(map, path);
      at += path.length;
    }
  }
  return rewritten;
}

function standsAlone(text: string, start: number, length: number): boolean {
  const before = text[start - 1] ?? '';
  const after = text[start + length] ?? '';
  return !pathCharacter.test(before) && before !== '/' && (after === '/' || !pathCharacter.test(after));
}
