import picomatch from 'picomatch';

const names = { dot: true, nonegate: true, noextglob: true, nobrace: true };

/** True when one of the globs matches the whole name. Nothing but `*`, `?` and `[…]` has a meaning, and `*` stops at a slash. */
export function matchesAny(globs: readonly string[], name: string): boolean {
  return name !== '' && globs.some((glob) => glob === name || picomatch(glob, names)(name));
}

/** As `matchesAny` for a repository's `owner/name`, whose case GitHub does not tell apart. */
export function matchesRepository(glob: string, fullName: string): boolean {
  return picomatch(glob, { ...names, nocase: true })(fullName);
}
