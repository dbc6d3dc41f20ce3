import { gzipSync } from 'node:zlib';
import { isRecord, type KubeObject } from '../../store/kube-object.ts';
import { workflows } from '../../store/resource.ts';
import { updateObject } from '../../store/write/update-object.ts';
import { controller, type Machine } from './machine.ts';
import type { NodeStatus } from './node-table.ts';

export type WorkflowPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Error';

/** A Workflow's status as the controller writes it. */
export interface WorkflowStatus {
  phase: WorkflowPhase;
  message: string | undefined;
  startedAt: string | undefined;
  finishedAt: string | undefined;
  progress: string;
  nodes: Record<string, NodeStatus>;
  synchronization: object | undefined;
  stored: Record<string, unknown> | undefined;
}

const podNameFormat = { 'workflows.argoproj.io/pod-name-format': 'v2' };

export function isTerminal(phase: WorkflowPhase): boolean {
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Error';
}

/** Writes the status and its labels onto the Workflow as it is now. Nothing happens when that Workflow is gone. */
export function publishStatus(
  machine: Machine,
  workflow: KubeObject,
  status: WorkflowStatus,
  metadata: { labels: Record<string, string>; annotations: Record<string, string> },
): void {
  const { namespace = '', name, uid } = workflow.metadata;
  const current = machine.store.get(workflows, namespace, name);
  if (current === undefined || current.metadata.uid !== uid) return;
  const labels = {
    ...metadata.labels,
    ...current.metadata.labels,
    'workflows.argoproj.io/phase': status.phase,
    'workflows.argoproj.io/completed': String(isTerminal(status.phase)),
  };
  const formats = Object.keys(status.nodes).length > 0 ? podNameFormat : {};
  const annotations = { ...metadata.annotations, ...current.metadata.annotations, ...formats };
  const next = {
    ...current,
    metadata: { ...current.metadata, labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    status: describeStatus(machine, status, isRecord(current.status)),
  };
  const written = updateObject(machine.store, { resource: workflows, namespace, name }, next, { manager: controller });
  if (!written.ok) machine.log(`workflow ${namespace}/${name}: ${written.failure.message}`);
}

function describeStatus(machine: Machine, status: WorkflowStatus, hadStatus: boolean): Record<string, unknown> {
  const { phase, message, startedAt, finishedAt, progress, nodes, synchronization, stored } = status;
  const hasNodes = Object.keys(nodes).length > 0;
  const running = Object.values(nodes).some((node) => node.type === 'Pod' && node.phase === 'Running');
  const conditions = [
    // The controller looks at pods from its second round on.
    ...(hasNodes && hadStatus ? [{ status: running ? 'True' : 'False', type: 'PodRunning' }] : []),
    ...(isTerminal(phase) ? [{ status: 'True', type: 'Completed' }] : []),
  ];
  return {
    ...(hasNodes
      ? { artifactGCStatus: { notSpecified: true }, artifactRepositoryRef: { artifactRepository: {}, default: true } }
      : {}),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(message === undefined || message === '' ? {} : { message }),
    ...(hasNodes ? storeNodes(nodes, machine.compressAbove) : {}),
    phase,
    progress,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(stored === undefined ? {} : { storedWorkflowTemplateSpec: stored }),
    ...(synchronization === undefined ? {} : { synchronization }),
  };
}

function storeNodes(nodes: Record<string, NodeStatus>, compressAbove: number): Record<string, unknown> {
  const text = JSON.stringify(nodes);
  if (text.length <= compressAbove) return { nodes };
  return { compressedNodes: gzipSync(text).toString('base64') };
}

/** The nodes that a Workflow's object shows. */
export function readNodes(workflow: KubeObject): Record<string, unknown>[] {
  const status = isRecord(workflow.status) ? workflow.status : {};
  return isRecord(status.nodes) ? Object.values(status.nodes).filter(isRecord) : [];
}
