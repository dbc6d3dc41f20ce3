import type { FailureCause } from './failure.ts';
import type { DraftMeta } from './kube-object.ts';
import { namespaces, type Resource } from './resource.ts';

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedPart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const maxAnnotationBytes = 256 * 1024;

/** What an API server finds wrong with an object's metadata; empty when nothing. The name must be settled before. */
export function validateMetadata(resource: Resource, metadata: DraftMeta): FailureCause[] {
  return [
    ...checkName(resource, metadata.name ?? ''),
    ...checkLabels(metadata.labels ?? {}),
    ...checkAnnotations(metadata.annotations ?? {}),
    ...(metadata.finalizers ?? []).flatMap((name) => checkQualifiedName('metadata.finalizers', name, true)),
    ...(metadata.ownerReferences ?? []).flatMap((owner) =>
      owner.uid === '' ? [required('metadata.ownerReferences.uid', 'uid must not be empty')] : [],
    ),
  ];
}

function checkName(resource: Resource, name: string): FailureCause[] {
  if (name === '') return [required('metadata.name', 'name or generateName is required')];
  const isLabel = resource === namespaces;
  const maxLength = isLabel ? 63 : 253;
  if (name.length > maxLength) {
    return [wrong('metadata.name', name, `must be no more than ${maxLength} characters`)];
  }
  if ((isLabel ? dnsLabel : dnsSubdomain).test(name)) return [];
  const rule = isLabel ? 'a lowercase RFC 1123 label' : 'a lowercase RFC 1123 subdomain';
  const characters = isLabel ? "alphanumeric characters or '-'" : "alphanumeric characters, '-' or '.'";
  return [
    wrong(
      'metadata.name',
      name,
      `${rule} must consist of lower case ${characters}, and must start and end with an alphanumeric character`,
    ),
  ];
}

function checkLabels(labels: Record<string, string>): FailureCause[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    const causes = checkQualifiedName('metadata.labels', key, false);
    if (value.length > 63) causes.push(wrong('metadata.labels', value, 'must be no more than 63 characters'));
    if (!labelValue.test(value)) {
      causes.push(
        wrong(
          'metadata.labels',
          value,
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        ),
      );
    }
    return causes;
  });
}

function checkAnnotations(annotations: Record<string, string>): FailureCause[] {
  const entries = Object.entries(annotations);
  const causes = entries.flatMap(([key]) => checkQualifiedName('metadata.annotations', key.toLowerCase(), false));
  const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (bytes <= maxAnnotationBytes) return causes;
  return [
    ...causes,
    {
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${maxAnnotationBytes} bytes`,
      field: 'metadata.annotations',
    },
  ];
}

function checkQualifiedName(field: string, key: string, needsPrefix: boolean): FailureCause[] {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (parts.length > 2) return [wrong(field, key, 'a qualified name must have at most one slash')];
  if (prefix !== undefined && (prefix.length > 253 || !dnsSubdomain.test(prefix))) {
    return [wrong(field, key, 'prefix part a lowercase RFC 1123 subdomain')];
  }
  if (name.length > 63) return [wrong(field, key, 'name part must be no more than 63 characters')];
  if (!qualifiedPart.test(name)) {
    return [wrong(field, key, "name part must consist of alphanumeric characters, '-', '_' or '.'")];
  }
  const standard = name === 'orphan' || name === 'foregroundDeletion' || name === 'kubernetes';
  if (needsPrefix && prefix === undefined && !standard) {
    return [wrong(field, key, 'name is neither a standard finalizer name nor is it fully qualified')];
  }
  return [];
}

function required(field: string, message: string): FailureCause {
  return { reason: 'FieldValueRequired', message: `Required value: ${message}`, field };
}

function wrong(field: string, value: string, message: string): FailureCause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${message}`, field };
}
