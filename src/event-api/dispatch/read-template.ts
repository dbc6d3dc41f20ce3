import { createShare } from '../../cache/create-share.ts';
import { recordOf } from '../../json/is-record.ts';
import type { CallerClient, CallerFailure } from '../../kubernetes/callers/callers.ts';
import type { WatchedObject } from '../../kubernetes/watch/watched-form.ts';
import { instanceIdLabel, type Submit } from '../binding/read-binding.ts';
import type { Caller } from '../caller/read-caller.ts';
import { mayPass } from './may-pass.ts';

/** What of a template goes into a Workflow that refers to it. */
export interface Template {
  name: string;
  clusterScope: boolean;
  /** Of `spec.workflowMetadata`. */
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export type TemplateReading =
  | { kind: 'template'; template: Template }
  | { kind: 'refused'; failure: CallerFailure }
  /** It belongs to another Argo instance. */
  | { kind: 'foreign' };

export type ReadTemplate = (
  caller: Caller,
  namespace: string,
  reference: Submit['template'],
) => Promise<TemplateReading>;

/** Less than the second within which a change has to count. */
const keptMs = 800;
const maxKept = 2_000;

/** A name of a Kubernetes object: what is none would lead to another place of the API. */
const nameShape = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Reads templates as the caller, whose right it needs; what was read counts for less than a second. */
export function createTemplateReader(
  asCaller: (authorization: string) => CallerClient,
  now: () => number,
): ReadTemplate {
  const share = createShare<TemplateReading>({
    keepMs: (reading) => (reading.kind === 'refused' && mayPass(reading.failure) ? 0 : keptMs),
    maxEntries: maxKept,
    now,
  });
  return async (caller, namespace, reference) => {
    const { name, clusterScope } = reference;
    if (!nameShape.test(name)) return refuse(`invalid name of a workflow template: ${JSON.stringify(name)}`);
    const scope = clusterScope ? 'cluster' : { namespace };
    const key = JSON.stringify([caller.fingerprint, scope, name]);
    return await share.get(key, async () => {
      const got = await asCaller(caller.authorization).getTemplate(scope, name);
      return got.ok ? readTemplate(got.value, clusterScope) : { kind: 'refused', failure: got.failure };
    });
  };
}

function refuse(message: string): TemplateReading {
  return { kind: 'refused', failure: { status: 422, reason: 'Invalid', message } };
}

function readTemplate({ metadata, spec }: WatchedObject, clusterScope: boolean): TemplateReading {
  if ((metadata.labels?.[instanceIdLabel] ?? '') !== '') return { kind: 'foreign' };
  const workflowMetadata = recordOf(recordOf(spec).workflowMetadata);
  const labels = textsOf(workflowMetadata.labels);
  const annotations = textsOf(workflowMetadata.annotations);
  return { kind: 'template', template: { name: metadata.name, clusterScope, labels, annotations } };
}

function textsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(recordOf(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}
