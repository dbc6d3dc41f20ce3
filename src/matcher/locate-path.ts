import { posix } from 'node:path';

/** Where a step ran. Absolute paths of its container. */
export interface Workspace {
  /** Where the repository was checked out. */
  root?: string;
  workingDirectory?: string;
  /** The repository's name: a directory of that name is taken for it where nothing else tells. */
  repository: string;
}

/** Where people's steps check out, tried in this order where nothing else tells. */
const usualRoots = ['/workspace/source', '/github/workspace', '/workspace', '/work', '/src', '/repo', '/code', '/app'];
/** Other people's code: nothing that a commit's reader can mend. */
const foreign =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.cargo\/registry|\.rustup|go\/pkg\/mod|\.venv|\.git|\.gradle|\.m2)\//;
const foreignRoots = ['/usr/', '/lib/', '/opt/', '/etc/', '/proc/', '/rustc/'];
const maxPathLength = 400;

/**
 * A path as a tool in a step wrote it, relative to the repository's root; undefined where it leads elsewhere.
 * The text is a stranger's: it is only ever compared and shown, never opened.
 */
export function locatePath(written: string, workspace: Workspace): string | undefined {
  const path = written
    .trim()
    .replace(/^["'`<(]|["'`>)]$/g, '')
    .replace(/^file:\/\/(?=\/)/, '')
    .replaceAll('\\', '/');
  if (path === '' || path.length > maxPathLength || path.includes('://') || path.includes('\0')) return undefined;
  const relative = path.startsWith('/')
    ? fromAbsolute(posix.normalize(path), workspace)
    : fromRelative(path, workspace);
  if (relative === undefined || relative === '' || relative === '.' || relative.startsWith('..')) return undefined;
  return foreign.test(relative) ? undefined : relative;
}

function fromRelative(path: string, { root, workingDirectory }: Workspace): string | undefined {
  const inside = root === undefined || workingDirectory === undefined ? '' : below(root, workingDirectory);
  return posix.normalize(posix.join(inside ?? '', path));
}

function fromAbsolute(path: string, { root, workingDirectory, repository }: Workspace): string | undefined {
  const known = [root, workingDirectory].filter((each) => each !== undefined);
  for (const directory of known) {
    const relative = below(directory, path);
    if (relative !== undefined) return relative;
  }
  if (foreignRoots.some((each) => path.startsWith(each))) return undefined;
  const named = repository === '' ? -1 : path.indexOf(`/${repository}/`);
  if (named !== -1) return path.slice(named + repository.length + 2);
  if (known.length > 0) return undefined;
  const usual = usualRoots.find((each) => path.startsWith(`${each}/`));
  return usual === undefined ? undefined : below(usual, path);
}

/** The path below a directory; undefined where it is not there. */
function below(directory: string, path: string): string | undefined {
  const base = posix.normalize(directory).replace(/\/+$/, '');
  const whole = posix.normalize(path).replace(/\/+$/, '');
  if (whole === base) return '';
  return whole.startsWith(`${base}/`) ? whole.slice(base.length + 1) : undefined;
}
