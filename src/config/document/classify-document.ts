import { describeNode, shorten, type YamlMapping, type YamlNode } from '../../yaml/yaml-node.ts';
import { adviseName } from '../reading/check-fields.ts';
import { type Reading, report } from '../reading/reading.ts';
import { describeEventBus } from './describe-event-bus.ts';
import { argoApiVersion, knownKinds } from './known-kinds.ts';

/** A document that can be read further. */
export interface Classified {
  kind: 'short-form' | 'sensor' | 'event-source' | 'cron-workflow' | 'binding';
  document: YamlMapping;
}

/** Tells what a document is; what cannot stand in the file is a problem and undefined. */
export function classifyDocument(node: YamlNode, reading: Reading): Classified | undefined {
  if (node.kind !== 'mapping') {
    report(reading, node.position, 'config.not-a-mapping', { found: describeNode(node) });
    return undefined;
  }
  const apiVersion = textOf(node, 'apiVersion');
  const kind = textOf(node, 'kind');
  const isNative = apiVersion !== undefined || kind !== undefined || node.entries.has('spec');
  if (!isNative) return { kind: 'short-form', document: node };
  if (apiVersion === undefined || kind === undefined) {
    const field = apiVersion === undefined ? 'apiVersion' : 'kind';
    report(reading, node.position, 'config.kind-missing', { field });
    return undefined;
  }
  return classifyNative(node, { apiVersion, kind }, reading);
}

function classifyNative(
  document: YamlMapping,
  { apiVersion, kind }: { apiVersion: string; kind: string },
  reading: Reading,
): Classified | undefined {
  const { position } = document;
  const reception = apiVersion === argoApiVersion ? knownKinds.get(kind) : undefined;
  switch (reception) {
    case 'sensor':
    case 'event-source':
    case 'cron-workflow':
    case 'binding':
      return { kind: reception, document };
    case 'event-bus':
      report(reading, position, 'config.event-bus-ignored', { setting: describeEventBus(document) });
      return undefined;
    case 'workflow':
      report(reading, position, 'config.workflow-in-file', { kind });
      return undefined;
    default: {
      const values = { kind: shorten(kind), apiVersion: shorten(apiVersion), advice: adviseKind(kind) };
      report(reading, position, 'config.unknown-kind', values);
      return undefined;
    }
  }
}

function adviseKind(kind: string): string {
  if (knownKinds.has(kind)) return `Write apiVersion: ${argoApiVersion}.`;
  return `${adviseName(kind, [...knownKinds.keys()])} Other objects of the cluster do not stand in this file.`;
}

function textOf(document: YamlMapping, field: string): string | undefined {
  const node = document.entries.get(field)?.value;
  return node?.kind === 'scalar' ? node.text : undefined;
}
