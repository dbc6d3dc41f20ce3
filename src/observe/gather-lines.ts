import type { LogOutput } from './create-logger.ts';

/** Lines wait so long for others, in milliseconds. */
const waitMs = 20;
const maxWaiting = 64 * 1024;
/** As the log begins a line that nobody has to see at once; pino writes the level first. */
const isCalm = /^\{"level":"(?:trace|debug|info)"/;

/**
 * Writes lines of the log together. A write to a pipe is a call of the system and wakes whoever reads it, which under load costs as
 * much as answering a request. Warnings and errors, and what waits before them, are written at once, and everything when the process
 * exits; only one that is killed takes its last moment with it. A terminal gets each line as it comes.
 *
 * @param onExit called with what has to be done before the process exits
 */
export function gatherLines(
  output: LogOutput,
  onExit: (flush: () => void) => unknown = (flush) => process.once('exit', flush),
): LogOutput {
  if (output.isTTY === true) return output;
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    output.write(text);
  }

  onExit(flush);
  return {
    write(line) {
      waiting += line;
      if (!isCalm.test(line) || waiting.length > maxWaiting) flush();
      else timer ??= setTimeout(flush, waitMs);
    },
  };
}
