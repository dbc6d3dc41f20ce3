import { type Problem, problem } from '../problem/problem.ts';
import { type SettingName, settingRow } from './settings-table.ts';

/** Variables that are set to something, as they were given. */
export type GivenVariables = Readonly<Partial<Record<SettingName | 'KUBERNETES_SERVICE_HOST', string>>>;

/** The variable is required and not there; `why` completes "…, but". */
export function missingVariable(name: SettingName, why: string): Problem {
  return problem('settings.missing', { name, why, how: settingRow(name).how });
}

/** The variable's value is not what it has to be. Secrets, and credentials in addresses, are not repeated. */
export function wrongVariable(name: SettingName, value: string, expected: string): Problem {
  const found = settingRow(name).isSecret ? 'set, but not to one (the value is not shown)' : quote(value);
  return problem('settings.wrong', { name, found, expected, how: settingRow(name).how });
}

/** `name` is what names the file: a variable, or `.env`. */
export function unreadableFile(name: SettingName | '.env', file: string, error: unknown): Problem {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return problem('settings.unreadable-file', { name, file: quote(file), reason });
}

function quote(value: string): string {
  const masked = value.replace(/\/\/[^/\s]*@/g, '//***@');
  return JSON.stringify(masked.length > 80 ? `${masked.slice(0, 79)}…` : masked);
}
