import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestCluster, readWorkflow, type TestCluster } from '../open-test-cluster.ts';

const lineShape = z.object({
  type: z.string(),
  object: z.looseObject({
    metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).optional() }),
    spec: z.looseObject({ templates: z.array(z.looseObject({})).optional() }),
    status: z.looseObject({ nodes: z.record(z.string(), z.looseObject({})).optional() }).optional(),
  }),
});

type Line = z.infer<typeof lineShape>;

/** The watch events of a real controller's run. */
function readRecording(name: string): Line[] {
  const url = new URL(`../../../test/recordings/${name}.jsonl`, import.meta.url);
  const lines = readFileSync(url, 'utf8').trim().split('\n');
  return lines.map((line) => lineShape.parse(JSON.parse(line)));
}

/** The commands that do what the recording's pods were made to do. */
const commands: Record<string, string> = {
  ok: 'exit 0',
  fail: 'exit 1',
  flaky: 'test "{{retries}}" -gt 0',
  hang: 'exec sleep 60',
};

/** The recorded Workflow with real commands in it. */
function toManifest(first: Line): { name: string; manifest: object } {
  const { name, labels } = first.object.metadata;
  const templates = first.object.spec.templates?.map((template) => {
    const sim = z.object({ annotations: z.object({ sim: z.string() }) }).safeParse(template.metadata).data
      ?.annotations.sim;
    if (sim === undefined) return template;
    const line = commands[sim.split(':')[0] ?? ''] ?? 'exit 0';
    return { ...template, container: { image: 'alpine:3.20', command: ['sh', '-c'], args: [line] } };
  });
  const spec = { ...first.object.spec, ...(templates === undefined ? {} : { templates }) };
  const metadata = { name, namespace: 'rec', labels };
  return { name, manifest: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata, spec } };
}

const comparedFields = [
  'id',
  'name',
  'displayName',
  'type',
  'phase',
  'message',
  'templateName',
  'templateScope',
  'boundaryID',
  'nodeFlag',
  'progress',
  'children',
  'outboundNodes',
  'outputs',
];

/** What of a status does not depend on time. Children stand in the order in which pods were begun, which is chance. */
function withoutTimes(status: Record<string, unknown> | undefined): object {
  const nodes = z.record(z.string(), z.looseObject({})).parse(status?.nodes ?? {});
  const compared = Object.entries(nodes).map(([id, node]) => {
    const fields = comparedFields.filter((field) => node[field] !== undefined);
    const sorted = fields.map((field) => {
      const value = node[field];
      return [field, Array.isArray(value) ? [...value].sort() : value];
    });
    return [id, Object.fromEntries(sorted)];
  });
  const { phase, message, progress, conditions } = status ?? {};
  return { phase, message, progress, conditions, nodes: Object.fromEntries(compared) };
}

function sorted(labels: Record<string, string> | undefined): [string, string][] {
  return Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function untilEnded(cluster: TestCluster, name: string): Promise<void> {
  await cluster.waitFor(
    { plural: 'workflows', namespace: 'rec', name },
    (object) => object?.metadata.labels?.['workflows.argoproj.io/completed'] === 'true',
  );
}

function expectAsRecorded(cluster: TestCluster, lines: Line[]): void {
  const last = lines.at(-1)?.object;
  const object = cluster.get('workflows', 'rec', last?.metadata.name ?? '');
  const status = z.looseObject({}).optional().parse(object?.status);
  expect(withoutTimes(status)).toEqual(withoutTimes(last?.status));
  expect(sorted(object?.metadata.labels)).toEqual(sorted(last?.metadata.labels));
}

describe('a Workflow ends as the real controller ended it', () => {
  it.each([
    'dag-succeeded',
    'dag-failed',
    'exit-handler',
    'retried-then-succeeded',
    'retries-exhausted',
    'steps-with-fan-out-and-skip',
    'continue-on-failed',
    'invalid-spec',
    'missing-workflow-template',
  ])('%s', async (recording) => {
    const lines = readRecording(recording);
    const cluster = await openTestCluster({ namespaces: ['rec'] });
    const { name, manifest } = toManifest(lineShape.parse(lines[0]));
    cluster.create(manifest);
    await untilEnded(cluster, name);
    expectAsRecorded(cluster, lines);
  });

  it('template-ref-succeeded', async () => {
    const lines = readRecording('template-ref-succeeded');
    const cluster = await openTestCluster({ namespaces: ['rec'] });
    const ok = { name: 'ok', container: { image: 'alpine:3.20', command: ['sh', '-c'], args: ['exit 0'] } };
    const tasks = [
      { name: 'unit', template: 'ok' },
      { name: 'e2e', template: 'ok', depends: 'unit' },
    ];
    cluster.create({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTemplate',
      metadata: { name: 'go-ci', namespace: 'rec' },
      spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }, ok] },
    });
    const { name, manifest } = toManifest(lineShape.parse(lines[0]));
    cluster.create(manifest);
    await untilEnded(cluster, name);
    expectAsRecorded(cluster, lines);
  });

  it.each([
    ['stopped', 'Stop'],
    ['terminated', 'Terminate'],
  ])('%s', async (recording, shutdown) => {
    const lines = readRecording(recording);
    const cluster = await openTestCluster({ namespaces: ['rec'] });
    const { name, manifest } = toManifest(lineShape.parse(lines[0]));
    cluster.create(manifest);
    const place = { plural: 'workflows', namespace: 'rec', name };
    await cluster.waitFor(place, (object) => readWorkflow(object).status.nodes[name]?.phase === 'Running');
    const path = `/apis/argoproj.io/v1alpha1/namespaces/rec/workflows/${name}`;
    await cluster.send('PATCH', path, { spec: { shutdown } }, { 'content-type': 'application/merge-patch+json' });
    await untilEnded(cluster, name);
    expectAsRecorded(cluster, lines);
  });

  it('deadline-exceeded', async () => {
    const lines = readRecording('deadline-exceeded');
    const cluster = await openTestCluster({ namespaces: ['rec'] });
    const first = lineShape.parse(lines[0]);
    const { name, manifest } = toManifest({
      ...first,
      object: { ...first.object, spec: { ...first.object.spec, activeDeadlineSeconds: 0.1 } },
    });
    cluster.create(manifest);
    await untilEnded(cluster, name);
    expectAsRecorded(cluster, lines);
  });

  it('suspended-then-resumed', async () => {
    const lines = readRecording('suspended-then-resumed');
    const cluster = await openTestCluster({ namespaces: ['rec'] });
    const { name, manifest } = toManifest(lineShape.parse(lines[0]));
    cluster.create(manifest);
    const path = `/apis/argoproj.io/v1alpha1/namespaces/rec/workflows/${name}`;
    const isWaiting = (object: unknown) =>
      Object.values(readWorkflow(object).status.nodes).some(
        (node) => node.type === 'Suspend' && node.phase === 'Running',
      );
    await cluster.waitFor({ plural: 'workflows', namespace: 'rec', name }, isWaiting);
    const { body } = await cluster.send('GET', path);
    const nodes = Object.entries(readWorkflow(body).status.nodes).map(([id, node]) => [
      id,
      node.type === 'Suspend' ? { ...node, phase: 'Succeeded', finishedAt: '2026-11-22T00:51:59Z' } : node,
    ]);
    const status = { ...readWorkflow(body).status, nodes: Object.fromEntries(nodes) };
    expect((await cluster.send('PUT', path, { ...body, status })).code).toBe(200);
    await untilEnded(cluster, name);
    expectAsRecorded(cluster, lines);
  });

  it('waiting-for-mutex', async () => {
    const lines = readRecording('waiting-for-mutex');
    const cluster = await openTestCluster({ namespaces: ['rec'] });
    const { name, manifest } = toManifest(lineShape.parse(lines[0]));
    const synchronization = { mutexes: [{ name: 'deploy' }] };
    cluster.create({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { name: `${name}-holder`, namespace: 'rec' },
      spec: { entrypoint: 'gate', synchronization, templates: [{ name: 'gate', suspend: {} }] },
    });
    cluster.create(manifest);
    const place = { plural: 'workflows', namespace: 'rec', name };
    const waiting = await cluster.waitFor(place, (object) => readWorkflow(object).status.phase === 'Pending');
    const recorded = lines[1]?.object.status;
    const { phase, message, progress, synchronization: locks } = z.looseObject({}).parse(waiting?.status);
    expect({ phase, message, progress, locks }).toEqual({
      phase: recorded?.phase,
      message: recorded?.message,
      progress: recorded?.progress,
      locks: recorded?.synchronization,
    });
    cluster.remove('workflows', 'rec', `${name}-holder`);
    await untilEnded(cluster, name);
    expectAsRecorded(cluster, lines);
  });

  it('failed-then-retried', async () => {
    const lines = readRecording('failed-then-retried');
    const cluster = await openTestCluster({ namespaces: ['rec'] });
    const { name, manifest } = toManifest(lineShape.parse(lines[0]));
    cluster.create(manifest);
    await untilEnded(cluster, name);
    const path = `/apis/argoproj.io/v1alpha1/namespaces/rec/workflows/${name}`;
    const retried = lines.find(
      (line) => line.object.metadata.labels?.['workflows.argoproj.io/completed'] === undefined && line.object.status,
    );
    const { body } = await cluster.send('GET', path);
    const labels = { ...body.metadata.labels };
    delete labels['workflows.argoproj.io/completed'];
    const pods = cluster.list('pods', 'rec').map((pod) => [pod.metadata.name, pod.metadata.uid]);
    const again = { ...body, metadata: { ...body.metadata, labels }, status: retried?.object.status };
    expect((await cluster.send('PUT', path, again)).code).toBe(200);
    await untilEnded(cluster, name);
    expectAsRecorded(cluster, lines);
    const kept = cluster.list('pods', 'rec').filter((pod) => pods.some(([, uid]) => uid === pod.metadata.uid));
    expect(kept.map((pod) => pod.metadata.annotations?.['workflows.argoproj.io/node-name'])).toEqual([
      `${name}[0].build`,
    ]);
  });

  it('never-started gets no status at all, while others run', async () => {
    const cluster = await openTestCluster({ namespaces: ['rec'] });
    const { name, manifest } = toManifest(lineShape.parse(readRecording('never-started')[0]));
    cluster.create(manifest);
    const other = toManifest(lineShape.parse(readRecording('exit-handler')[0]));
    cluster.create(other.manifest);
    await untilEnded(cluster, other.name);
    expect(cluster.get('workflows', 'rec', name)).not.toHaveProperty('status');
    expect(cluster.get('workflows', 'rec', name)?.metadata.labels).toBeUndefined();
  });

  it('large-fan-out, twenty at a time', async () => {
    const lines = readRecording('large-fan-out');
    const cluster = await openTestCluster({ namespaces: ['rec'] });
    const { name, manifest } = toManifest(lineShape.parse(lines[0]));
    let most = 0;
    cluster.create(manifest);
    await cluster.waitFor({ plural: 'workflows', namespace: 'rec', name }, (object) => {
      const nodes = Object.values(readWorkflow(object).status.nodes);
      most = Math.max(most, nodes.filter((node) => node.type === 'Pod' && node.finishedAt === undefined).length);
      return object?.metadata.labels?.['workflows.argoproj.io/completed'] === 'true';
    });
    expectAsRecorded(cluster, lines);
    expect(most).toBe(20);
  });
});
