import { type Problem, problem } from '../../problem/problem.ts';
import type { CommandInput } from '../command.ts';

export type GivenParameters =
  | { ok: true; values: [name: string, value: string][] }
  | { ok: false; problems: Problem[] };

/** `NAME=VALUE`, in order. */
export function readParameters(given: CommandInput['options'][string]): GivenParameters {
  const values: [string, string][] = [];
  for (const argument of Array.isArray(given) ? given.map(String) : []) {
    const at = argument.indexOf('=');
    if (at < 1) return { ok: false, problems: [problem('run.unknown-argument', { argument: argument.slice(0, 100) })] };
    values.push([argument.slice(0, at), argument.slice(at + 1)]);
  }
  return { ok: true, values };
}
