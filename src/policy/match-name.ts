import picomatch from 'picomatch';

const names = { dot: true, nonegate: true, noextglob: true, nobrace: true };

/** Kubernetes has no longer names; globs with several `*` take their time over longer ones. */
const maxLength = 253;

/** Globs come from the operator's file, so there are few; compiling one costs more than all else that is judged. */
const compiled = new Map<string, (name: string) => boolean>();

function compile(glob: string): (name: string) => boolean {
  const known = compiled.get(glob);
  if (known !== undefined) return known;
  if (compiled.size > 1000) compiled.clear();
  const matcher = picomatch(glob, names);
  compiled.set(glob, matcher);
  return matcher;
}

/** True when one of the globs matches the whole name. Nothing but `*`, `?` and `[…]` has a meaning, and `*` stops at a slash. */
export function matchesAny(globs: readonly string[], name: string): boolean {
  if (name === '' || name.length > maxLength) return false;
  return globs.some((glob) => glob === name || compile(glob)(name));
}

/** As `matchesAny` for a repository's `owner/name`, whose case GitHub does not tell apart. */
export function matchesRepository(glob: string, fullName: string): boolean {
  return picomatch(glob, { ...names, nocase: true })(fullName);
}
