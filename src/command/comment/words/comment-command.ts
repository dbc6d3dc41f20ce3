import { problem } from '../../../problem/problem.ts';
import { type Refused, refuse } from '../../command-result.ts';
import type { WrittenCommand } from './find-commands.ts';

/** What a comment asks the App for. `pipeline`: a word of the repository's own pipelines. */
export type CommentCommand =
  | { kind: 'test' | 'retest' | 'cancel'; name: string | undefined }
  | { kind: 'explain'; name: string | undefined }
  | { kind: 'ok-to-test'; commit: string }
  | { kind: 'pipeline'; word: string; argument: string };

/** Words that the App itself understands. */
export const ownWords: ReadonlySet<string> = new Set(['test', 'retest', 'cancel', 'ok-to-test', 'explain']);

/** A check's name has a hundred characters at most; an argument of a pipeline may be longer. */
const maxArgument = 500;
/** More than these in one comment are a mistake, or worse. */
export const maxCommands = 10;

/** Problems: `command.argument-too-long`. */
export function readCommand({ word, argument }: WrittenCommand): CommentCommand | Refused {
  if (argument.length > maxArgument) {
    return refuse(problem('command.argument-too-long', { command: word, length: argument.length, limit: maxArgument }));
  }
  const name = argument === '' ? undefined : argument;
  switch (word) {
    case 'test':
    case 'retest':
    case 'cancel':
    case 'explain':
      return { kind: word, name };
    case 'ok-to-test':
      return { kind: 'ok-to-test', commit: argument };
    default:
      return { kind: 'pipeline', word, argument };
  }
}
