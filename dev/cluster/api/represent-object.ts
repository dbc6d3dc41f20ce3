import type { KubeObject } from '../store/kube-object.ts';

/** How a client wants objects: whole, or their metadata alone. */
export type Representation = 'object' | 'metadata';

/** Reads the `Accept` header; undefined when nothing in it can be served. */
export function readRepresentation(accept: string | undefined): Representation | undefined {
  if (accept === undefined || accept.trim() === '') return 'object';
  for (const clause of accept.split(',')) {
    const [mediaType = '', ...parameters] = clause.split(';').map((part) => part.trim());
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    const isJson = mediaType === 'application/json' || mediaType === '*/*' || mediaType === 'application/*';
    if (!isJson) continue;
    if (as === undefined) return 'object';
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'metadata';
  }
  return undefined;
}

function representObject(object: KubeObject, representation: Representation): object {
  if (representation === 'object') return object;
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

const texts = new WeakMap<KubeObject, { [form in Representation]?: string }>();

/** The object as JSON text. Stored objects never change, so that each is written out once however many watch it. */
export function representText(object: KubeObject, representation: Representation): string {
  const known = texts.get(object) ?? {};
  const text = known[representation] ?? JSON.stringify(representObject(object, representation));
  texts.set(object, { ...known, [representation]: text });
  return text;
}
