import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { type Problem, problem } from '../../problem/problem.ts';
import { parseDuration } from '../../time/parse-duration.ts';
import { describeSchemaError } from './describe-schema-error.ts';
import { locateKey, locateValue } from './locate.ts';
import type { Policy, Rights } from './policy.ts';
import { policySchema } from './policy-schema.ts';

const maxBytes = 256 * 1024;

export interface ReadPolicy {
  /** Absent when there is a problem: a policy is taken whole or not at all. */
  policy?: Policy;
  problems: Problem[];
}

/** The file's rights before `timeout` was turned into seconds. */
interface RawRights extends Omit<Rights, 'limits'> {
  limits?: { runsPerEvent?: number; timeout?: string };
}

interface RawPolicy {
  operators?: string[];
  defaults?: RawRights | null;
  untrusted?: RawRights | null;
  repositories?: Record<string, RawRights | null> | null;
  'webhook-clients'?: 'strict' | 'as-argo';
  pipelines?: unknown;
}

const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true });
ajv.addFormat('duration-text', (text: string) => parseDuration(text) !== undefined);
const validate = ajv.compile<RawPolicy>(policySchema);

/**
 * Reads the operator's policy file. `path` only names the file in problems.
 *
 * Problems: `policy.file-too-large`, `policy.not-yaml`, `policy.unknown-key`, `policy.unknown-key-nothing-near`,
 * `policy.invalid-value`, `policy.untrusted-secrets`, `policy.pipelines-later`.
 */
export function readPolicy({ path, text }: { path: string; text: string }): ReadPolicy {
  const size = Buffer.byteLength(text);
  if (size > maxBytes) {
    return { problems: [problem('policy.file-too-large', { size, limit: maxBytes }, { file: path })] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const notYaml = [...document.errors, ...document.warnings].map(({ message, pos: [start] }) => {
    const { line, col } = lines.linePos(start);
    return problem('policy.not-yaml', { reason: message }, { file: path, position: { line, column: col } });
  });
  if (notYaml.length > 0) return { problems: notYaml };
  return checkDocument(document, { path, lines });
}

function checkDocument(document: Document.Parsed, { path, lines }: { path: string; lines: LineCounter }): ReadPolicy {
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return { problems: [problem('policy.not-yaml', { reason: String(error) }, { file: path })] };
  }
  if (!validate(content)) {
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'propertyNames');
    return { problems: errors.map((error) => explain(error)) };
  }
  const raw = content;
  if (!isEmpty(raw.pipelines)) {
    const position = locateKey(document, ['pipelines'], lines);
    return { problems: [problem('policy.pipelines-later', {}, { file: path, position })] };
  }
  return { policy: toPolicy(raw), problems: [] };

  function explain(error: ErrorObject): Problem {
    const { at, isKey, make } = describeSchemaError(error);
    const position = isKey ? locateKey(document, at, lines) : locateValue(document, at, lines);
    return make({ file: path, position });
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function toPolicy(raw: RawPolicy): Policy {
  const { operators = [], defaults, untrusted, repositories } = raw;
  return {
    ...(raw['webhook-clients'] === undefined ? {} : { webhookClients: raw['webhook-clients'] }),
    operators,
    defaults: toRights(defaults),
    untrusted: toRights(untrusted),
    repositories: Object.entries(repositories ?? {}).map(([pattern, rights]) => ({
      pattern,
      rights: toRights(rights),
    })),
  };
}

function toRights(raw: RawRights | null | undefined): Rights {
  const { limits, ...rights } = raw ?? {};
  if (limits === undefined) return rights;
  const { runsPerEvent, timeout } = limits;
  const timeoutMs = timeout === undefined ? undefined : parseDuration(timeout);
  return {
    ...rights,
    limits: {
      ...(runsPerEvent === undefined ? {} : { runsPerEvent }),
      ...(timeoutMs === undefined ? {} : { timeoutSeconds: timeoutMs / 1000 }),
    },
  };
}
