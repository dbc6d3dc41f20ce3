import { toPlainLine } from './escape-markdown.ts';

/** `main: Error (exit code 1)` is how Argo says it; `exit code 1` is what the reader needs. */
const exitCode = /^main: Error \((exit code \d+)\)(.*)$/;
const mainContainer = /^main: (?=\S)/;

/** Argo's message of a step in one plain line, without what goes without saying. */
export function shortenMessage(message: string): string {
  return toPlainLine(message).replace(exitCode, '$1$2').replace(mainContainer, '');
}
