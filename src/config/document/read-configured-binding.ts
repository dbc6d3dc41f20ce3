import { readBindingSpec } from '../../event-api/binding/read-binding.ts';
import { shorten, toJson, type YamlMapping } from '../../yaml/yaml-node.ts';
import type { ConfiguredBinding } from '../configuration.ts';
import { type Reading, report } from '../reading/reading.ts';

/** Reads a WorkflowEventBinding of a repository's file; one that cannot be used is a problem and undefined. */
export function readConfiguredBinding(document: YamlMapping, reading: Reading): ConfiguredBinding | undefined {
  const object = toJson(document) as Record<string, unknown>;
  const { metadata } = object;
  const name = typeof metadata === 'object' && metadata !== null && 'name' in metadata ? metadata.name : undefined;
  if (typeof name !== 'string' || name === '') {
    report(reading, document.position, 'manifests.nameless', { kind: 'WorkflowEventBinding' });
    return undefined;
  }
  const { malformed: reason, selector } = readBindingSpec(object.spec);
  const fault = reason ?? (selector === '' ? 'spec.event.selector is empty' : undefined);
  if (fault === undefined) return { name, object, position: document.position };
  report(reading, document.position, 'manifests.binding', { name: shorten(name), reason: fault });
  return undefined;
}
