import { type Problem, problem } from '../../problem/problem.ts';

/** What the `args` of an `argoWorkflow` trigger ask for. */
export type SubmitArguments =
  | { ok: true; parameters: [name: string, value: string][] }
  | { ok: false; problem: Problem };

const flags = ['-p', '--parameter'];

/**
 * Reads `args` as `argo submit` would, as far as they set parameters: `-p name=value`, `-pname=value`, `--parameter name=value`,
 * `--parameter=name=value`. Any other flag is `run.unknown-argument`: nothing that was asked for is dropped in silence.
 */
export function readSubmitArguments(args: readonly string[]): SubmitArguments {
  const parameters: [string, string][] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? '';
    const text = flags.includes(argument) ? args[++index] : attachedValue(argument);
    const split = text?.indexOf('=') ?? -1;
    if (text === undefined || split < 1) return { ok: false, problem: problem('run.unknown-argument', { argument }) };
    parameters.push([text.slice(0, split), text.slice(split + 1)]);
  }
  return { ok: true, parameters };
}

function attachedValue(argument: string): string | undefined {
  if (argument.startsWith('--parameter=')) return argument.slice('--parameter='.length);
  if (argument.startsWith('-p') && argument.length > 2) return argument.slice(2);
  return undefined;
}
