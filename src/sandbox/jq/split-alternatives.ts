import { blankTexts } from './blank-texts.ts';

/**
 * Writes `?//` as `? //`: gojq reads `.a?//1` as an optional path with an alternative, jq only as the alternative of a pattern
 * (`as [$a] ?// $a`). For a program that jq does not take as it stands.
 */
export function splitAlternatives(program: string): string {
  const code = blankTexts(program);
  let split = '';
  let from = 0;
  for (let at = code.indexOf('?//'); at !== -1; at = code.indexOf('?//', at + 3)) {
    split += `${program.slice(from, at)}? //`;
    from = at + 3;
  }
  return split + program.slice(from);
}
