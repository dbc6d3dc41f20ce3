import { exitCodes, type Terminal } from '../command.ts';
import type { AppAnswer } from './ask-app.ts';

/** Says why the app did not do it; the exit code. */
export function complain(said: AppAnswer, { origin }: URL, terminal: Pick<Terminal, 'complain'>): number {
  for (const line of describe(said, origin)) terminal.complain(`${line}\n`);
  return exitCodes.failed;
}

function describe(said: AppAnswer, origin: string): string[] {
  switch (said.kind) {
    case 'unreached':
      return [`${origin} was not reached: ${said.reason}`];
    case 'answered':
      return [`${origin} answered something else than argo-events-app does.`];
    case 'refused':
      if (said.problems.length === 0) return [said.error];
      return said.problems.map(({ code, file, hint, line, message }) => {
        const place = file === undefined ? '' : `${file}:${line ?? 1}: `;
        return `${place}${code}: ${message}\n    ${hint}`;
      });
  }
}
