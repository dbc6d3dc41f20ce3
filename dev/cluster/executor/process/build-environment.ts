import { isRecord } from '../../store/kube-object.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { configMaps, secrets } from '../../store/resource.ts';
import type { Container } from '../spec/workflow-spec.ts';

export type Found<Value> = { ok: true; value: Value } | { ok: false; message: string };

/** Whose Secrets and ConfigMaps are read, and what `fieldRef` answers. */
export interface PodIdentity {
  store: ObjectStore;
  namespace: string;
  pod: string;
  serviceAccount: string;
}

/** The variables that a container names, in their order, `$(NAME)` filled as Kubernetes does. */
export function buildEnvironment(identity: PodIdentity, container: Container): Found<Record<string, string>> {
  const variables = new Map<string, string>();
  for (const source of container.envFrom ?? []) {
    const values = readBulk(identity, source);
    if (!values.ok) return values;
    for (const [key, value] of values.value) variables.set((source.prefix ?? '') + key, value);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    const found = valueFrom ? readReference(identity, valueFrom) : { ok: true as const, value: value ?? '' };
    if (!found.ok) return found;
    if (found.value === undefined) continue;
    variables.set(name, valueFrom ? found.value : expandVariables(found.value, variables));
  }
  return { ok: true, value: Object.fromEntries(variables) };
}

type Variable = NonNullable<Container['env']>[number];
type BulkSource = NonNullable<Container['envFrom']>[number];

function readReference(identity: PodIdentity, source: NonNullable<Variable['valueFrom']>): Found<string | undefined> {
  const { secretKeyRef, configMapKeyRef, fieldRef } = source;
  if (secretKeyRef) return readKey(identity, 'secret', secretKeyRef);
  if (configMapKeyRef) return readKey(identity, 'configmap', configMapKeyRef);
  const fields = new Map([
    ['metadata.name', identity.pod],
    ['metadata.namespace', identity.namespace],
    ['spec.serviceAccountName', identity.serviceAccount],
  ]);
  const value = fields.get(fieldRef?.fieldPath ?? '');
  if (value !== undefined) return { ok: true, value };
  return { ok: false, message: `the development cluster cannot fill a variable from ${JSON.stringify(source)}` };
}

function readKey(
  identity: PodIdentity,
  kind: 'secret' | 'configmap',
  reference: { name: string; key: string; optional?: boolean | undefined },
): Found<string | undefined> {
  const values = readValues(identity, kind, reference.name);
  const value = values?.get(reference.key);
  if (value !== undefined) return { ok: true, value: value.toString('utf8') };
  if (reference.optional === true) return { ok: true, value: undefined };
  if (values === undefined) return { ok: false, message: `${kind} "${reference.name}" not found` };
  return {
    ok: false,
    message: `couldn't find key ${reference.key} in ${kind} ${identity.namespace}/${reference.name}`,
  };
}

function readBulk(identity: PodIdentity, source: BulkSource): Found<[string, string][]> {
  const kind = source.secretRef ? 'secret' : 'configmap';
  const reference = source.secretRef ?? source.configMapRef;
  if (!reference) return { ok: true, value: [] };
  const values = readValues(identity, kind, reference.name);
  if (values === undefined && reference.optional !== true) {
    return { ok: false, message: `${kind} "${reference.name}" not found` };
  }
  return { ok: true, value: [...(values ?? [])].map(([key, value]) => [key, value.toString('utf8')]) };
}

/** The entries of a Secret or ConfigMap of the pod's namespace; undefined when there is none of that name. */
export function readValues(
  identity: Pick<PodIdentity, 'store' | 'namespace'>,
  kind: 'secret' | 'configmap',
  name: string,
): Map<string, Buffer> | undefined {
  const object = identity.store.get(kind === 'secret' ? secrets : configMaps, identity.namespace, name);
  if (object === undefined) return undefined;
  const entries = (field: unknown, encoding: BufferEncoding): [string, Buffer][] =>
    Object.entries(isRecord(field) ? field : {}).map(([key, value]) => [key, Buffer.from(String(value), encoding)]);
  if (kind === 'secret') return new Map(entries(object.data, 'base64'));
  return new Map([...entries(object.data, 'utf8'), ...entries(object.binaryData, 'base64')]);
}

/** `$(NAME)` becomes the variable's value, `$$(NAME)` the text `$(NAME)`; an unknown one stays. */
export function expandVariables(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /\$(\$)?\(([A-Za-z_][A-Za-z0-9_.-]*)\)/g,
    (whole, doubled: string | undefined, name: string) => {
      if (doubled !== undefined) return whole.slice(1);
      return variables.get(name) ?? whole;
    },
  );
}
