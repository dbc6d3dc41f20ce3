import { z } from 'zod';
import { badRequest, type Outcome, refuse } from '../failure.ts';
import type { Draft } from '../kube-object.ts';
import { configMaps, namespaces, type Resource, secrets } from '../resource.ts';

const textValues = z.record(z.string(), z.string());
const secretShape = z.looseObject({
  type: z.string().default('Opaque'),
  data: z.record(z.string(), z.base64()).nullish(),
  stringData: textValues.nullish(),
});
const configMapShape = z.looseObject({
  data: textValues.nullish(),
  binaryData: z.record(z.string(), z.base64()).nullish(),
});

/** Checks and completes an object's content where its kind has rules: Secrets, ConfigMaps, Namespaces. */
export function normalizeContent(resource: Resource, draft: Draft): Outcome<Draft> {
  if (resource === secrets) return normalizeSecret(draft);
  if (resource === configMaps) {
    const parsed = configMapShape.safeParse(draft);
    return parsed.success ? { ok: true, value: draft } : refuse(cannotHandle('ConfigMap', parsed.error));
  }
  if (resource === namespaces) {
    return { ok: true, value: { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' }, ...draft } };
  }
  return { ok: true, value: draft };
}

function normalizeSecret(draft: Draft): Outcome<Draft> {
  const parsed = secretShape.safeParse(draft);
  if (!parsed.success) return refuse(cannotHandle('Secret', parsed.error));
  const { stringData, data, type, ...rest } = parsed.data;
  const encoded = Object.entries(stringData ?? {}).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  const content = { ...data, ...Object.fromEntries(encoded) };
  const hasData = Object.keys(content).length > 0;
  return {
    ok: true,
    value: {
      ...rest,
      apiVersion: draft.apiVersion,
      kind: draft.kind,
      metadata: draft.metadata,
      type,
      ...(hasData ? { data: content } : {}),
    },
  };
}

function cannotHandle(kind: string, error: z.ZodError) {
  const issue = error.issues[0];
  return badRequest(
    `${kind} in version "v1" cannot be handled as a ${kind}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}
