import { fixed, type GoFunction } from '../../go-value/go-function.ts';

const base = fixed(['text'], ([path]) => baseOf(path));
const dir = fixed(['text'], ([path]) => cleanPath(path.slice(0, path.lastIndexOf('/') + 1)));
const clean = fixed(['text'], ([path]) => cleanPath(path));
const ext = fixed(['text'], ([path]) => extensionOf(path));
const isAbs = fixed(['text'], ([path]) => path.startsWith('/'));

/** Paths with slashes; those of the machine are the same as those of URLs, since upstream runs on Linux. */
export const pathFunctions: Record<string, GoFunction> = {
  base,
  dir,
  clean,
  ext,
  isAbs,
  osBase: base,
  osDir: dir,
  osClean: clean,
  osExt: ext,
  osIsAbs: isAbs,
};

function baseOf(path: string): string {
  if (path === '') return '.';
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  const trimmed = path.slice(0, end);
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot);
}

/** Without `.`, doubled slashes, and `..` where there is something to go back from. */
function cleanPath(path: string): string {
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    const canGoBack = kept.length > 0 && kept.at(-1) !== '..';
    if (part !== '..') kept.push(part);
    else if (canGoBack) kept.pop();
    else if (!isRooted) kept.push(part);
  }
  const cleaned = `${isRooted ? '/' : ''}${kept.join('/')}`;
  return cleaned === '' ? '.' : cleaned;
}
