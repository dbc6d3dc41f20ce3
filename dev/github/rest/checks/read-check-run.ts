import { z } from 'zod';
import type { CheckRunWrite } from '../../change/check/check-runs.ts';
import { checkConclusions, checkStatuses } from '../../store/check-record.ts';

// GitHub refuses what has more characters than this, and what has more bytes too.
const longestText = 65_535;
const longestMessage = 65_536;

function textOf(field: string) {
  return z.string().superRefine((text, context) => {
    const bytes = Buffer.byteLength(text, 'utf8');
    if (text.length > longestText)
      context.addIssue(`Only ${longestText} characters are allowed; ${text.length} were supplied.`);
    else if (bytes > longestText)
      context.addIssue(`${field} exceeds a maximum bytesize of ${longestText}; ${bytes} were supplied.`);
  });
}

function shortText(mostCharacters: number) {
  return z.string().min(1).max(mostCharacters, `Only ${mostCharacters} characters are allowed.`);
}

const message = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text, 'utf8') <= longestMessage, `must not exceed ${longestMessage} bytes.`);

const line = z.int().min(1);

const annotation = z
  .object({
    path: z.string().min(1),
    start_line: line,
    end_line: line,
    start_column: line.optional(),
    end_column: line.optional(),
    annotation_level: z.enum(['notice', 'warning', 'failure']),
    message,
    title: z.string().max(255, 'Only 255 characters are allowed.').optional(),
    raw_details: message.optional(),
  })
  .superRefine((value, context) => {
    const hasColumns = value.start_column !== undefined || value.end_column !== undefined;
    if (value.start_line > value.end_line) context.addIssue('start_line must not be greater than end_line.');
    if (hasColumns && value.start_line !== value.end_line)
      context.addIssue('start_column and end_column are allowed only when start_line equals end_line.');
  });

const annotations = z.array(annotation).superRefine((all, context) => {
  if (all.length > 50) context.addIssue(`No more than 50 items are allowed; ${all.length} were supplied.`);
});

const actions = z
  .array(z.object({ label: shortText(20), description: shortText(40), identifier: shortText(20) }))
  .max(3, 'No more than 3 items are allowed.');

const time = z.iso.datetime({ offset: true });

const fields = {
  external_id: z.string().optional(),
  details_url: z.url({ protocol: /^https?$/ }).optional(),
  status: z.enum(checkStatuses).optional(),
  conclusion: z.enum(checkConclusions).optional(),
  started_at: time.optional(),
  completed_at: time.optional(),
  actions: actions.optional(),
};

const optionalOutput = {
  summary: textOf('summary'),
  text: textOf('text').optional(),
  annotations: annotations.optional(),
};

type Concluded = { status?: string | undefined; conclusion?: string | undefined };

function isConcluded({ status, conclusion }: Concluded): boolean {
  return status !== 'completed' || conclusion !== undefined;
}

const missingConclusion = { message: 'is required when status is completed.', path: ['conclusion'] };

const createSchema = z
  .object({
    name: z.string().min(1),
    head_sha: z.string().regex(/^[0-9a-f]{40}$/, 'is not a full commit SHA.'),
    ...fields,
    output: z.object({ title: z.string(), ...optionalOutput }).optional(),
  })
  .refine(isConcluded, missingConclusion);

const updateSchema = z
  .object({
    name: z.string().min(1).optional(),
    ...fields,
    output: z.object({ title: z.string().optional(), ...optionalOutput }).optional(),
  })
  .refine(isConcluded, missingConclusion);

type Wanted = z.infer<typeof updateSchema>;

function outputOf(output: NonNullable<Wanted['output']>): NonNullable<CheckRunWrite['output']> {
  return {
    title: output.title,
    summary: output.summary,
    text: output.text,
    annotations: (output.annotations ?? []).map((one) => ({
      path: one.path,
      start_line: one.start_line,
      end_line: one.end_line,
      start_column: one.start_column ?? null,
      end_column: one.end_column ?? null,
      annotation_level: one.annotation_level,
      title: one.title ?? null,
      message: one.message,
      raw_details: one.raw_details ?? null,
    })),
  };
}

function writeOf(wanted: Wanted): CheckRunWrite {
  return {
    name: wanted.name,
    externalId: wanted.external_id,
    detailsUrl: wanted.details_url,
    status: wanted.status,
    conclusion: wanted.conclusion,
    startedAt: wanted.started_at,
    completedAt: wanted.completed_at,
    output: wanted.output === undefined ? undefined : outputOf(wanted.output),
    actions: wanted.actions,
  };
}

/** What is wrong, one line for each thing, in the manner of GitHub's own schema check. */
function linesOf(error: z.ZodError): string[] {
  return error.issues.map(({ message: said, path }) =>
    path.length === 0 ? said : `For 'properties/${path.join('/')}', ${said}`,
  );
}

export type Read<Value> = { ok: true; value: Value } | { ok: false; lines: string[] };

/** Reads the body of `POST check-runs` under GitHub's limits. */
export function readNewCheckRun(body: unknown): Read<{ name: string; headSha: string; write: CheckRunWrite }> {
  const parsed = createSchema.safeParse(body);
  if (!parsed.success) return { ok: false, lines: linesOf(parsed.error) };
  const { name, head_sha: headSha } = parsed.data;
  return { ok: true, value: { name, headSha, write: writeOf(parsed.data) } };
}

/** Reads the body of `PATCH check-runs/{id}` under the same limits. */
export function readCheckRunUpdate(body: unknown): Read<CheckRunWrite> {
  const parsed = updateSchema.safeParse(body);
  return parsed.success ? { ok: true, value: writeOf(parsed.data) } : { ok: false, lines: linesOf(parsed.error) };
}
