/** In brackets or stars, anywhere in the message, as GitHub Actions and its kin read them. */
const instructions = ['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]', '***no_ci***'];

/** GitHub: a trailer in the last paragraph of the message. */
const trailer = 'skip-checks: true';

/**
 * The instruction in a commit's message that asks for nothing to be run, as it is written there; undefined where there is none.
 * Case does not count.
 *
 * @example findSkipInstruction('Correct a typo [skip ci]') // '[skip ci]'
 */
export function findSkipInstruction(message: string): string | undefined {
  const lower = message.toLowerCase();
  const found = instructions.map((each) => ({ each, at: lower.indexOf(each) })).filter(({ at }) => at !== -1);
  const [first] = found.sort((left, right) => left.at - right.at);
  // Lower case may be longer than what it was made from, so that places differ; the words do not.
  if (first !== undefined) return lower.length === message.length ? cut(message, first) : first.each;
  return hasTrailer(lower) ? trailer : undefined;
}

function cut(message: string, { at, each }: { at: number; each: string }): string {
  return message.slice(at, at + each.length);
}

function hasTrailer(message: string): boolean {
  const [, ...later] = message
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n[ \t]*\n/);
  const lines = later.at(-1)?.split('\n') ?? [];
  return lines.some((line) => /^skip-checks:[ \t]*true[ \t]*$/.test(line));
}
