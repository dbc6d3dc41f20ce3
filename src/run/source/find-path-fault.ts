/** Why a path of a repository's document cannot lead to a workflow file of that repository; undefined when it can. */
export function findPathFault(path: string): string | undefined {
  const segments = path.split('/');
  if (path === '' || path.length > 255) return 'it is empty or longer than 255 characters';
  if (path.includes('{{')) return 'it is a template; the file is the same for every event';
  if (path.startsWith('/')) return 'it begins with "/"';
  if (path.includes('\\')) return 'it has a backslash';
  if (segments.includes('..')) return '".." leads out of the repository';
  if (segments.includes('.') || segments.includes('')) return 'it has an empty segment or "."';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f]/.test(path)) return 'it has a control character';
  return /\.ya?ml$/.test(path) ? undefined : 'it does not end with .yaml or .yml';
}
