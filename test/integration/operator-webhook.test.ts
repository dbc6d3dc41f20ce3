import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from './start-world.ts';

let world: World | undefined;
let directory: string | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
  if (directory !== undefined) await rm(directory, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Argo Events' walkthrough, on another port. */
function walkthrough(port: number): string {
  return `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata:
  name: webhook
spec:
  service:
    ports:
      - port: ${port}
        targetPort: ${port}
  webhook:
    example:
      port: "${port}"
      endpoint: /example
      method: POST
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata:
  name: webhook
spec:
  template:
    serviceAccountName: operate-workflow-sa
  dependencies:
    - name: test-dep
      eventSourceName: webhook
      eventName: example
  triggers:
    - template:
        name: webhook-workflow-trigger
        k8s:
          operation: create
          source:
            resource:
              apiVersion: argoproj.io/v1alpha1
              kind: Workflow
              metadata:
                generateName: webhook-
              spec:
                entrypoint: print-message
                arguments:
                  parameters:
                    - name: message
                      value: hello world
                templates:
                  - name: print-message
                    inputs:
                      parameters:
                        - name: message
                    container:
                      image: busybox
                      command: [echo]
                      args: ["{{inputs.parameters.message}}"]
          parameters:
            - src:
                dependencyName: test-dep
                dataKey: body
              dest: spec.arguments.parameters.0.value
`;
}

async function start(documents: (port: number) => Record<string, string>) {
  directory = await mkdtemp(join(tmpdir(), 'manifests-'));
  const folder = directory;
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  for (const [name, text] of Object.entries(documents(port))) await writeFile(join(folder, name), text);
  world = await startWorld({ environment: { MANIFESTS_DIR: folder } });
  const started = world;
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const workflows = async () =>
    (await started.cluster.list('workflows', 'ci')).map(({ spec }) => {
      const { parameters } = (spec as { arguments: { parameters: { value: string }[] } }).arguments;
      return parameters[0]?.value;
    });
  await expect
    .poll(
      () =>
        post('/health', '').then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 20_000 },
    )
    .toBe(200);
  return { world: started, folder, port, post, workflows };
}

describe('the operator’s documents', () => {
  it('make a Workflow of a webhook, as Argo Events’ walkthrough does', async () => {
    const { post, workflows } = await start((port) => ({ 'webhook.yaml': walkthrough(port) }));
    const answer = await post('/example', '{"message":"this is my first webhook"}');

    expect([answer.status, await answer.text()]).toEqual([200, 'success']);
    await expect.poll(workflows, { timeout: 20_000 }).toEqual(['{"message":"this is my first webhook"}']);
  });
});
