import { rm } from 'node:fs/promises';
import type { KubeObject } from '../../store/kube-object.ts';
import { timestamp } from '../../store/write/create-object.ts';
import { podDirectories } from '../process/pod-directories.ts';
import { createPodLog } from '../process/pod-log.ts';
import { amendPod, createPod } from '../process/pod-object.ts';
import { type ContainerEnd, runContainer } from '../process/run-container.ts';
import { collectPod } from '../run/collect-pods.ts';
import { podName } from '../run/node-id.ts';
import type { NodeStatus } from '../run/node-table.ts';
import { createStopSwitch, podMessage, type StopSwitch } from '../run/stop-switch.ts';
import type { WorkflowRun } from '../run/workflow-run.ts';
import { concludeAtOnce, describeNode, type NodeEnd, neverBegun, type TemplateRun } from './node-request.ts';
import { parseDurationMs } from './parse-duration.ts';

/** Runs a `container` or `script` template as a local process, with a pod's object for it. */
export async function runPod(run: WorkflowRun, request: TemplateRun): Promise<NodeEnd> {
  const leave = await run.podLimiter.enter(request.stop);
  if (leave === undefined) return neverBegun(request);
  const node = run.nodes.begin({ ...describeNode(request, 'Pod'), phase: 'Pending' });
  const stop = createStopSwitch(request.stop);
  const deadlineMs = parseDurationMs(request.template.activeDeadlineSeconds ?? '');
  const timer =
    deadlineMs === undefined ? undefined : setTimeout(() => stop.stop({ kind: 'pod-deadline' }), deadlineMs);
  try {
    const pod = announcePod(run, request, node);
    if (!pod.ok) return concludeAtOnce(run, request, { type: 'Pod', phase: 'Error', message: pod.message });
    return await follow(run, { ...request, stop }, node, pod.value);
  } finally {
    clearTimeout(timer);
    leave();
  }
}

function announcePod(run: WorkflowRun, request: TemplateRun, node: NodeStatus) {
  const { template } = request;
  const metadata = template.metadata;
  const { labels, annotations } = readMetadata(metadata);
  return createPod(run.machine.store, {
    namespace: run.namespace,
    name: podName(run.name, request.name, template.name ?? ''),
    workflow: { name: run.name, uid: run.uid },
    node: { id: node.id, name: node.name },
    image: (template.script ?? template.container)?.image ?? '',
    serviceAccount: run.resolved.spec.serviceAccountName ?? 'default',
    labels,
    annotations,
    isExitHandler: request.flag?.hooked === true,
  });
}

function readMetadata(metadata: unknown): { labels: Record<string, string>; annotations: Record<string, string> } {
  const texts = (value: unknown): Record<string, string> =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]))
      : {};
  if (typeof metadata !== 'object' || metadata === null) return { labels: {}, annotations: {} };
  return {
    labels: texts('labels' in metadata ? metadata.labels : {}),
    annotations: texts('annotations' in metadata ? metadata.annotations : {}),
  };
}

async function follow(run: WorkflowRun, request: TemplateRun, node: NodeStatus, pod: KubeObject): Promise<NodeEnd> {
  const { machine } = run;
  const { stop } = request;
  const startedAt = timestamp(machine.store.now());
  const log = createPodLog(() => machine.store.now());
  machine.logs.set(pod.metadata.uid, log);
  run.podStops.set(pod.metadata.uid, stop);
  const ended = await execute(run, request, { pod, node, log, startedAt });
  run.podStops.delete(pod.metadata.uid);
  log.end();
  const end = judge(run, request, node.id, ended);
  const exitCode = ended.kind === 'exited' ? ended.exitCode : 1;
  const succeeded = end.phase === 'Succeeded';
  amendPod(machine.store, pod, {
    phase: succeeded ? 'Succeeded' : 'Failed',
    startedAt,
    exitCode,
    reason: succeeded ? 'Completed' : 'Error',
  });
  collectPod(run, pod, succeeded);
  return end;
}

async function execute(
  run: WorkflowRun,
  request: TemplateRun,
  place: { pod: KubeObject; node: NodeStatus; log: ReturnType<typeof createPodLog>; startedAt: string },
): Promise<ContainerEnd> {
  const { machine, resolved, namespace } = run;
  const { template, stop } = request;
  const { pod, node, log, startedAt } = place;
  const container = template.script ?? template.container;
  if (!container) return { kind: 'error', message: 'neither container nor script' };
  const directories = podDirectories(machine.workspace, run, { name: pod.metadata.name, nodeId: node.id, template });
  const { spec } = resolved;
  try {
    return await runContainer({
      identity: {
        store: machine.store,
        namespace,
        pod: pod.metadata.name,
        serviceAccount: spec.serviceAccountName ?? 'default',
      },
      template,
      container,
      directories,
      volumes: [...(spec.volumes ?? []), ...(template.volumes ?? [])],
      claimTemplates: (spec.volumeClaimTemplates ?? []).map((each) => each.metadata.name),
      variables: { ARGO_CONTAINER_NAME: 'main', ARGO_NODE_ID: node.id, ARGO_WORKFLOW_NAME: run.name },
      stop,
      graceMs: machine.graceMs,
      reaper: machine.reaper,
      log,
      wantsResult: run.wantsResults,
      async onStart() {
        await machine.gate.pass();
        run.nodes.amend(node.id, { phase: 'Running' });
        amendPod(machine.store, pod, { phase: 'Running', startedAt });
      },
    });
  } catch (error) {
    return { kind: 'error', message: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(directories.pod, { recursive: true, force: true });
  }
}

/** Ends the node by how its container ended, or by why it was stopped. */
function judge(run: WorkflowRun, request: { stop: StopSwitch }, id: string, ended: ContainerEnd): NodeEnd {
  const none = { outbound: [id], outputs: {}, artifacts: new Map<string, string>(), id };
  const reason = request.stop.reason();
  if (reason !== undefined) {
    const phase = reason.kind === 'pod-deleted' ? 'Error' : 'Failed';
    const message = podMessage(reason);
    run.nodes.end(id, phase, { message });
    return { ...none, phase, message };
  }
  if (ended.kind === 'error') {
    run.nodes.end(id, 'Error', { message: ended.message });
    return { ...none, phase: 'Error', message: ended.message };
  }
  const { exitCode, result, collected } = ended;
  const exit = { exitCode: String(exitCode), ...(run.wantsResults && result !== '' ? { result } : {}) };
  if (exitCode !== 0) {
    const message = `main: Error (exit code ${exitCode})`;
    run.nodes.end(id, 'Failed', { message, outputs: exit });
    return { ...none, phase: 'Failed', message, outputs: exit };
  }
  if (!collected.ok) {
    run.nodes.end(id, 'Error', { message: collected.message, outputs: exit });
    return { ...none, phase: 'Error', message: collected.message, outputs: exit };
  }
  const { parameters, artifacts } = collected.value;
  const outputs = { ...exit, ...(parameters.length === 0 ? {} : { parameters }) };
  run.nodes.end(id, 'Succeeded', { outputs });
  return { ...none, phase: 'Succeeded', outputs, artifacts };
}
