/** What Octokit logs with. */
export interface OctokitLog {
  debug(message: string): unknown;
  info(message: string): unknown;
  warn(message: string): unknown;
  error(message: string): unknown;
}

/**
 * A log for Octokit that takes its sentences and leaves out the objects beside them: Probot logs the body of every request,
 * which here is the text of check runs.
 */
export function createQuietLog(log: OctokitLog): OctokitLog {
  const keepSentence =
    (write: (message: string) => unknown) =>
    (...parts: unknown[]): void => {
      const sentence = parts.find((part) => typeof part === 'string');
      if (sentence !== undefined) {
        write(sentence);
      }
    };
  return {
    debug: keepSentence((message) => log.debug(message)),
    info: keepSentence((message) => log.info(message)),
    warn: keepSentence((message) => log.warn(message)),
    error: keepSentence((message) => log.error(message)),
  };
}
