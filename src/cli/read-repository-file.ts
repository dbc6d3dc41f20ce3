import { exitCodes, type Terminal } from './command.ts';

const defaultNames = ['.argo-events.yaml', '.argo-events.yml'];

/** The file that was named, or else the one of the current directory. Complains itself when there is none. */
export async function readRepositoryFile(
  named: string | undefined,
  terminal: Pick<Terminal, 'readFile' | 'complain'>,
): Promise<{ ok: true; file: { path: string; text: string } } | { ok: false; exitCode: number }> {
  const names = named === undefined ? defaultNames : [named];
  let reason = '';
  for (const path of names) {
    try {
      return { ok: true, file: { path, text: await terminal.readFile(path) } };
    } catch (thrown) {
      reason = thrown instanceof Error ? thrown.message : String(thrown);
    }
  }
  terminal.complain(`${names.join(' or ')} cannot be read: ${reason}\n`);
  return { ok: false, exitCode: exitCodes.misused };
}
