/** What one match may cost; a pattern that needs more steps does not match. */
const maxSteps = 10_000_000;

/**
 * Matches the whole text with a pattern in which `*` is any run, `?` any one character and `\` takes the next one as it is
 * (gjson's `%` and its wildcards in keys). Bounded work: a pattern that needs more than its share does not match.
 *
 * @param spend told of the work afterwards, in characters scanned; false when that was too much, and then nothing matches
 */
export function matchesWildcard(text: string, pattern: string, spend: (characters: number) => boolean): boolean {
  if (pattern === '*') return true;
  const { matches, steps } = matchTokens(text, tokensOf(pattern));
  return spend((pattern.length + steps) * charactersPerStep) && matches;
}

/** A step takes as long as scanning so many characters. */
const charactersPerStep = 8;

type Token = { any: 'run' | 'one' } | { any?: undefined; code: number };

/** Greedy matching with one place to come back to, the last `*`: enough, because an earlier one can never help more. */
function matchTokens(text: string, tokens: Token[] | undefined): { matches: boolean; steps: number } {
  if (tokens === undefined) return { matches: false, steps: 0 };
  let steps = 0;
  let at = 0;
  let token = 0;
  let lastRun = -1;
  let runFrom = 0;
  while (at < text.length) {
    if (steps++ >= maxSteps) return { matches: false, steps };
    const expected = tokens[token];
    const code = text.codePointAt(at) ?? 0;
    if (expected?.any === 'run') {
      lastRun = token++;
      runFrom = at;
    } else if (expected !== undefined && accepts(expected, code)) {
      at += width(code);
      token++;
    } else if (lastRun >= 0) {
      token = lastRun + 1;
      runFrom += width(text.codePointAt(runFrom) ?? 0);
      at = runFrom;
    } else {
      return { matches: false, steps };
    }
  }
  return { matches: tokens.slice(token).every((rest) => rest.any === 'run'), steps };
}

function accepts(token: Token, code: number): boolean {
  return token.any === 'one' || (token.any === undefined && token.code === code);
}

function width(code: number): number {
  return code > 0xffff ? 2 : 1;
}

/** Undefined for a pattern that ends in a lone backslash, which matches nothing. */
function tokensOf(pattern: string): Token[] | undefined {
  if (/(?<!\\)(?:\\\\)*\\$/.test(pattern)) return undefined;
  const pieces = pattern.match(/\\?./gsu) ?? [];
  const tokens = pieces.map((piece): Token => {
    if (piece === '*') return { any: 'run' };
    return piece === '?'
      ? { any: 'one' }
      : { code: piece.codePointAt(piece.length > 1 && piece.startsWith('\\') ? 1 : 0) ?? 0 };
  });
  return tokens.filter((token, at) => token.any !== 'run' || tokens[at - 1]?.any !== 'run');
}
