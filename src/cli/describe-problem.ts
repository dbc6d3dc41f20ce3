import type { Problem } from '../problem/problem.ts';

/** A problem for the terminal: place, severity, code and sentence, and below it what to do. */
export function describeProblem({ file, position, severity, code, message, hint }: Problem): string {
  const place = [file, position?.line, position?.column].filter((part) => part !== undefined).join(':');
  return `${place === '' ? '' : `${place}: `}${severity} ${code}: ${message}\n    ${hint}`;
}
