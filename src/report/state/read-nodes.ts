import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { isRecord } from '../../json/is-record.ts';
import type { Workflow, WorkflowNode } from '../../kubernetes/workflow.ts';

/** More than a controller ever packs into one object (1 MiB packed), little enough to unpack in one go. */
const maxUnpackedBytes = 32 * 1024 * 1024;

export type ReadNodes = { kind: 'read'; nodes: WorkflowNode[] } | { kind: 'unavailable'; reason: string };

/**
 * The nodes of a Workflow, wherever its status keeps them: `nodes`, or `compressedNodes` (Argo Workflows 4.1: base64 of gzip,
 * zstd or brotli; the last has no magic number). Offloaded ones are only in Argo's database: then the answer says so.
 * Entries that are no nodes are left out; never throws.
 */
export function readNodes(status: Workflow['status']): ReadNodes {
  if (status === undefined) return { kind: 'read', nodes: [] };
  if (isFilled(status.nodes)) return { kind: 'read', nodes: listNodes(status.nodes) };
  if (typeof status.compressedNodes === 'string' && status.compressedNodes !== '')
    return unpack(status.compressedNodes);
  if (status.offloadNodeStatusVersion) {
    return {
      kind: 'unavailable',
      reason: 'Argo keeps the steps of this Workflow in its database, outside the cluster.',
    };
  }
  return { kind: 'read', nodes: [] };
}

function unpack(compressedNodes: string): ReadNodes {
  try {
    const packed = Buffer.from(compressedNodes, 'base64');
    const parsed: unknown = JSON.parse(decompress(packed).toString('utf8'));
    if (isFilled(parsed)) return { kind: 'read', nodes: listNodes(parsed) };
    return { kind: 'unavailable', reason: 'The compressed steps of this Workflow hold no steps.' };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { kind: 'unavailable', reason: `The compressed steps of this Workflow cannot be read (${cause}).` };
  }
}

function decompress(packed: Buffer): Buffer {
  const limits = { maxOutputLength: maxUnpackedBytes };
  if (packed[0] === 0x1f && packed[1] === 0x8b) return gunzipSync(packed, limits);
  if (packed.length >= 4 && packed.readUInt32BE(0) === 0x28b52ffd) return zstdDecompressSync(packed, limits);
  return brotliDecompressSync(packed, limits);
}

export function isFilled(value: unknown): value is object {
  return isRecord(value) && Object.keys(value).length > 0;
}

/** CRDs without a schema let anything into a status, so each node is looked at before it is trusted. */
function listNodes(nodes: object): WorkflowNode[] {
  const found: WorkflowNode[] = [];
  for (const value of Object.values(nodes)) {
    const node = readNode(value);
    if (node !== undefined) found.push(node);
  }
  return found;
}

function readNode(value: unknown): WorkflowNode | undefined {
  if (!isFilled(value)) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const text = (key: string): string | undefined => {
    const held = fields.get(key);
    return typeof held === 'string' ? held : undefined;
  };
  const id = text('id');
  const name = text('name');
  const type = text('type');
  if (id === undefined || name === undefined || type === undefined) return undefined;
  const node: WorkflowNode = { id, name, type };
  for (const key of textFields) {
    const held = text(key);
    if (held !== undefined) node[key] = held;
  }
  const children = fields.get('children');
  if (Array.isArray(children)) node.children = children.filter((child) => typeof child === 'string');
  const reference = fields.get('templateRef');
  if (isFilled(reference)) node.templateRef = readReference(reference);
  const parameters = readInputs(fields.get('inputs'));
  if (parameters.length > 0) node.inputs = { parameters };
  return node;
}

function readReference(reference: object): NonNullable<WorkflowNode['templateRef']> {
  const fields = new Map<string, unknown>(Object.entries(reference));
  const name = fields.get('name');
  const template = fields.get('template');
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof template === 'string' ? { template } : {}),
    ...(fields.get('clusterScope') === true ? { clusterScope: true } : {}),
  };
}

const maxInputs = 100;

function readInputs(inputs: unknown): { name: string; value: string }[] {
  const listed = isFilled(inputs) && 'parameters' in inputs ? inputs.parameters : [];
  if (!Array.isArray(listed)) return [];
  return listed.slice(0, maxInputs).flatMap((each: unknown) => {
    if (!isFilled(each)) return [];
    const fields = new Map<string, unknown>(Object.entries(each));
    const name = fields.get('name');
    const value = fields.get('value');
    return typeof name === 'string' && typeof value === 'string' ? [{ name, value }] : [];
  });
}

const textFields = [
  'displayName',
  'templateName',
  'phase',
  'message',
  'startedAt',
  'finishedAt',
  'boundaryID',
] as const satisfies (keyof WorkflowNode)[];
