import { type Problem, problem } from '../../../problem/problem.ts';
import { describeFailure } from '../../describe-failure.ts';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
const sqlite = { busy: 5, locked: 6, readOnly: 8, corrupt: 11, full: 13, cannotOpen: 14, notDatabase: 26 } as const;

/** What an error of `node:sqlite` means for whoever runs the app. */
export function explainSqliteError(thrown: unknown, file: string): Problem {
  const reason = describeFailure(thrown);
  switch (primaryCode(thrown)) {
    case sqlite.busy:
    case sqlite.locked:
      return problem('bus.locked', { file });
    case sqlite.full:
      return problem('bus.disk-full', { file });
    case sqlite.readOnly:
    case sqlite.cannotOpen:
      return problem('bus.not-writable', { file, reason });
    case sqlite.corrupt:
    case sqlite.notDatabase:
      return problem('bus.corrupt-file', { file, reason });
    default:
      return problem('bus.storage-failed', { file, reason });
  }
}

function primaryCode(thrown: unknown): number | undefined {
  if (thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number') {
    // The low byte is the primary code, the rest says more about it.
    return thrown.errcode & 0xff;
  }
  return undefined;
}
