import type { Logger } from 'pino';

export type LogLevel = 'info' | 'warn' | 'error';
export type ReceiverLog = Pick<Logger, LogLevel>;

/** One line of the log; `subject` is what its lines are counted by. */
export interface LogLine {
  level: LogLevel;
  subject: string;
  fields: Record<string, string | number>;
  message: string;
}

const windowMs = 60_000;

/**
 * A log in which strangers cannot write at will: at most `linesPerMinute` of each subject, and the next line after that says how
 * many were left out.
 */
export function boundLog(log: ReceiverLog, linesPerMinute: number, now: () => number): (line: LogLine) => void {
  const windows = new Map<string, { startedAt: number; lines: number; leftOut: number }>();
  return ({ level, subject, fields, message }) => {
    const at = now();
    const previous = windows.get(subject);
    const isOver = previous === undefined || at - previous.startedAt >= windowMs;
    const current = isOver ? { startedAt: at, lines: 0, leftOut: previous?.leftOut ?? 0 } : previous;
    windows.set(subject, current);
    if (current.lines >= linesPerMinute) {
      current.leftOut += 1;
      return;
    }
    current.lines += 1;
    log[level](current.leftOut === 0 ? fields : { ...fields, leftOut: current.leftOut }, message);
    current.leftOut = 0;
  };
}
