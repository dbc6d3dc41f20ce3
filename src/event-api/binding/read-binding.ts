import { recordOf } from '../../json/is-record.ts';
import type { WatchedObject } from '../../kubernetes/watch/watched-form.ts';

/** A WorkflowEventBinding (Argo Workflows v1alpha1), as far as it decides. */
export interface Binding extends BindingSpec {
  name: string;
  namespace: string;
  uid: string;
  resourceVersion: string;
}

export interface BindingSpec {
  /** expr-lang; empty where there is none, which Argo refuses at each event. */
  selector: string;
  /** Undefined: the binding selects events and does nothing with them. */
  submit: Submit | undefined;
  /** Why the object cannot be used, for an object that a schema would have refused. */
  malformed?: string;
}

export interface Submit {
  template: { name: string; clusterScope: boolean };
  /** Expressions by what they are for. */
  metadata: {
    name?: string;
    generateName?: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  };
  parameters: { name: string; event: string | undefined }[];
}

export const instanceIdLabel = 'workflows.argoproj.io/controller-instanceid';

export function readBinding({ metadata, spec }: WatchedObject): Binding {
  const { name, namespace = '', uid, resourceVersion } = metadata;
  return { name, namespace, uid, resourceVersion, ...readBindingSpec(spec) };
}

/** Reads what a binding says; small CRDs carry no schema, and files none at all, so the shape is looked at here. */
export function readBindingSpec(written: unknown): BindingSpec {
  const spec = recordOf(written);
  const selector = recordOf(spec.event).selector ?? '';
  if (typeof selector !== 'string') {
    return { selector: '', submit: undefined, malformed: 'spec.event.selector is no text' };
  }
  const submit = readSubmit(spec.submit);
  return typeof submit === 'string' ? { selector, submit: undefined, malformed: submit } : { selector, submit };
}

/** Bindings of another Argo instance are not this server's (Argo's `instanceIDService`). */
export function isOfThisInstance(object: WatchedObject): boolean {
  return (object.metadata.labels?.[instanceIdLabel] ?? '') === '';
}

/** The submission, undefined where there is none, or what is wrong with it. */
function readSubmit(value: unknown): Submit | undefined | string {
  if (value === undefined || value === null) return undefined;
  const submit = recordOf(value);
  const reference = recordOf(submit.workflowTemplateRef);
  const metadata = readMetadata(submit.metadata);
  const parameters = readParameters(recordOf(submit.arguments).parameters);
  if (typeof reference.name !== 'string') return 'spec.submit.workflowTemplateRef has no name';
  if (typeof metadata === 'string') return metadata;
  if (typeof parameters === 'string') return parameters;
  return { template: { name: reference.name, clusterScope: reference.clusterScope === true }, metadata, parameters };
}

function readMetadata(value: unknown): Submit['metadata'] | string {
  const metadata = recordOf(value);
  const labels = readTexts(metadata.labels);
  const annotations = readTexts(metadata.annotations);
  const { name = '', generateName = '' } = metadata;
  if (labels === undefined || annotations === undefined || typeof name !== 'string' || typeof generateName !== 'string')
    return 'spec.submit.metadata holds something else than expressions';
  return {
    labels,
    annotations,
    ...(name === '' ? {} : { name }),
    ...(generateName === '' ? {} : { generateName }),
  };
}

function readTexts(value: unknown): Record<string, string> | undefined {
  const entries = Object.entries(recordOf(value));
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
  return entries.every(isText) ? Object.fromEntries(entries) : undefined;
}

function readParameters(value: unknown): Submit['parameters'] | string {
  const list: unknown[] = Array.isArray(value) ? value : [];
  const read: Submit['parameters'] = [];
  for (const each of list) {
    const { name, valueFrom } = recordOf(each);
    if (typeof name !== 'string') return 'a parameter of spec.submit.arguments has no name';
    const isGiven = typeof valueFrom === 'object' && valueFrom !== null;
    const { event = '' } = recordOf(valueFrom);
    if (typeof event !== 'string') return `the parameter "${name}" has a valueFrom.event that is no text`;
    read.push({ name, event: isGiven ? event : undefined });
  }
  return read;
}
