import { missField, type SecretKey, type SpecReading } from './read-spec.ts';

/** Reads a Secret's key at a field; undefined where there is none, or none that is complete (`source.missing-field`). */
export function readSecretKey(
  value: unknown,
  reading: SpecReading,
  where: string,
  field: string,
): SecretKey | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const name = 'name' in value ? value.name : undefined;
  const key = 'key' in value ? value.key : undefined;
  if (typeof name === 'string' && name !== '' && typeof key === 'string' && key !== '') return { name, key };
  missField(reading, where, field, 'Write the Secret’s `name` and the `key` in it.');
  return undefined;
}
