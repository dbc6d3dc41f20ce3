import { isRecord } from '../../json/is-record.ts';
import type { ObjectMeta, WorkflowManifest } from '../../kubernetes/workflow.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { shorten } from '../../yaml/yaml-node.ts';

export type AsWorkflow = { ok: true; workflow: WorkflowManifest } | { ok: false; problem: Problem };

/**
 * Takes an object for a Workflow. A WorkflowTemplate of the repository becomes a Workflow with its spec, as
 * `argo submit --from` would make it, except that the spec is taken whole: the template need not be in the cluster.
 */
export function asWorkflow(object: Record<string, unknown>, where: string): AsWorkflow {
  const metadata = readRecord(object.metadata);
  const spec = readRecord(object.spec);
  if (!isOfArgo(object) || metadata === undefined || spec === undefined) return refuse(object, where);
  if (object.kind === 'Workflow') {
    return { ok: true, workflow: { apiVersion: String(object.apiVersion), kind: 'Workflow', metadata, spec } };
  }
  if (object.kind === 'WorkflowTemplate') return { ok: true, workflow: fromTemplate(object, metadata, spec) };
  return refuse(object, where);
}

function fromTemplate(
  object: Record<string, unknown>,
  metadata: ObjectMeta,
  spec: Record<string, unknown>,
): WorkflowManifest {
  const runMetadata = readRecord(spec.workflowMetadata) ?? {};
  return {
    apiVersion: String(object.apiVersion),
    kind: 'Workflow',
    metadata: {
      generateName: `${typeof metadata.name === 'string' ? metadata.name : 'run'}-`,
      ...pick(runMetadata, 'labels'),
      ...pick(runMetadata, 'annotations'),
    },
    spec,
  };
}

function pick(metadata: Record<string, unknown>, key: 'labels' | 'annotations'): ObjectMeta {
  const value = readRecord(metadata[key]);
  return value === undefined ? {} : { [key]: value };
}

function refuse(object: Record<string, unknown>, where: string): AsWorkflow {
  const found =
    object.kind === undefined
      ? 'an object without a kind'
      : `a ${inWords(object.kind)} of ${inWords(object.apiVersion ?? 'no apiVersion')}`;
  return { ok: false, problem: problem('run.not-a-workflow', { where, found: describe(object, found) }) };
}

function describe(object: Record<string, unknown>, found: string): string {
  const isKnown = object.kind === 'Workflow' || object.kind === 'WorkflowTemplate';
  if (!isKnown || !isOfArgo(object)) return found;
  return readRecord(object.spec) === undefined ? `${found} without a spec` : `${found} without metadata`;
}

function isOfArgo({ apiVersion }: Record<string, unknown>): boolean {
  return typeof apiVersion === 'string' && apiVersion.startsWith('argoproj.io/');
}

/** What stands there may be anything that YAML can say. */
function inWords(value: unknown): string {
  return shorten(typeof value === 'string' ? value : JSON.stringify(value));
}

function readRecord(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined;
}
