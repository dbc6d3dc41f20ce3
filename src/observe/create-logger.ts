import { type Logger, pino } from 'pino';
import { createSecretMask } from '../mask/create-secret-mask.ts';
import type { Settings } from '../settings/settings.ts';
import { describeError } from './describe-error.ts';
import { formatForTerminal } from './format-for-terminal.ts';
import { leaveOutPrivate } from './leave-out-private.ts';

/** Where the log goes. */
export interface LogOutput {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
}

export type LogSettings = Pick<
  Settings,
  'logLevel' | 'webhookSecrets' | 'privateKey' | 'previousPrivateKey' | 'signIn'
>;

/**
 * The app's log: JSON lines, or lines for people on a terminal. Payloads and credentials are left out by the name of their field,
 * and every line is searched for the known secrets and for shapes of secrets before it is written.
 */
export function createLogger(settings: LogSettings, output: LogOutput = process.stdout): Logger {
  const mask = createSecretMask([
    ...settings.webhookSecrets,
    settings.privateKey,
    ...(settings.previousPrivateKey === undefined ? [] : [settings.previousPrivateKey]),
    ...(settings.signIn === undefined ? [] : [settings.signIn.clientSecret, settings.signIn.sessionKey]),
  ]);
  const format = output.isTTY === true ? formatForTerminal : (line: string) => line;
  const destination = {
    write(line: string): void {
      output.write(format(mask(line)));
    },
  };
  return pino(
    {
      level: settings.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: leaveOutPrivate },
      serializers: { err: (error: unknown) => describeError(error), error: (error: unknown) => describeError(error) },
    },
    destination,
  );
}
