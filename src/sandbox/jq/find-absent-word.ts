import { blankTexts } from './blank-texts.ts';

/** Words of jq that gojq does not know as a library, or that would read files. */
const absent = /\$__loc__\b|\$__prog_args\b|(?<![\w$.@])(?:import|include|module)(?=\s)/;

/** The first word of a program that this app refuses before jq sees it. */
export function findAbsentWord(program: string): string | undefined {
  return absent.exec(blankTexts(program))?.[0];
}
