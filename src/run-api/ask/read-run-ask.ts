import { z } from 'zod';
import { type Problem, problem } from '../../problem/problem.ts';

/** What somebody asks to have run. */
export interface RunAsk {
  /** `owner/name` */
  repository: string;
  pipeline: string;
  /** Absent: the default branch. */
  ref?: string;
  parameters: Record<string, string>;
}

const maxValue = 16 * 1024;

const name = /^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/;
const value = z.union([z.string().max(maxValue), z.number(), z.boolean()]).transform(String);

const shape = z.strictObject({
  repository: z.string().regex(name, 'is no "owner/name"'),
  pipeline: z.string().min(1).max(100),
  ref: z.string().min(1).max(255).optional(),
  parameters: z.record(z.string().min(1).max(63), value).default({}),
});

/** Reads a request's body. Numbers and booleans are taken as their text. Problem: `run-api.malformed`. */
export function readRunAsk(body: Uint8Array): { ok: true; ask: RunAsk } | { ok: false; problem: Problem } {
  const text = new TextDecoder().decode(body);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return malformed('it is no JSON');
  }
  const read = shape.safeParse(parsed);
  if (!read.success) return malformed(read.error.issues.map(describeIssue).slice(0, 3).join('; '));
  const { ref, repository, ...rest } = read.data;
  const isPath = repository.endsWith('/.') || repository.endsWith('/..');
  if (isPath) return malformed('`repository` is no "owner/name"');
  return { ok: true, ask: { ...rest, repository, ...(ref === undefined ? {} : { ref }) } };
}

function malformed(reason: string): { ok: false; problem: Problem } {
  return { ok: false, problem: problem('run-api.malformed', { reason }) };
}

function describeIssue({ code, message, path, ...issue }: z.core.$ZodIssue): string {
  if (code === 'unrecognized_keys' && 'keys' in issue) {
    return `it has no field ${String(issue.keys).slice(0, 100)}`;
  }
  const where = path.length === 0 ? 'the body' : `\`${path.map(String).join('.').slice(0, 100)}\``;
  return `${where}: ${message}`;
}
