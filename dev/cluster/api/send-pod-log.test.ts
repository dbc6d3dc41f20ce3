import { fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { openTestCluster } from '../open-test-cluster.ts';
import { describeWorkflow, shell } from '../test-workflow.ts';

const logPath = '/api/v1/namespaces/ci/pods/a/log';

describe("a pod's log", () => {
  it.each([
    ['', 'one\ntwo\nthree'],
    ['container=main', 'one\ntwo\nthree'],
    ['container=wait', ''],
    ['tailLines=2', 'two\nthree'],
    ['tailLines=0', ''],
    ['limitBytes=5', 'one\nt'],
    ['sinceSeconds=3600', 'one\ntwo\nthree'],
    ['follow=true', 'one\ntwo\nthree'],
  ])('is what its process printed: ?%s', async (query, text) => {
    const cluster = await openTestCluster();
    await cluster.runWorkflow('a', {
      entrypoint: 'm',
      templates: [shell('m', 'echo one; echo two >&2; printf three')],
    });
    const { code, body } = await cluster.send('GET', `${logPath}?${query}`);
    expect([code, body.message]).toEqual([200, text]);
  });

  it('can carry times', async () => {
    const cluster = await openTestCluster();
    await cluster.runWorkflow('a', { entrypoint: 'm', templates: [shell('m', 'echo one')] });
    const { body } = await cluster.send('GET', `${logPath}?timestamps=true`);
    expect(body.message).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z one\n$/);
  });

  it('can be followed while the step runs, to its end', async () => {
    const cluster = await openTestCluster();
    const line = 'echo begun; while ! test -e "$HOME/go"; do sleep 0.02; done; echo ended';
    cluster.create(
      describeWorkflow('a', {
        entrypoint: 'm',
        templates: [shell('m', line.replace('"$HOME/go"', `${cluster.workspace}/go`))],
      }),
    );
    await expect.poll(() => cluster.podLog('ci', 'a')).toBe('begun\n');
    const response = await fetch(`${cluster.url}${logPath}?follow=true`, {
      headers: { authorization: `Bearer ${cluster.token}` },
    });
    cluster.create(
      describeWorkflow('b', { entrypoint: 'm', templates: [shell('m', `touch ${cluster.workspace}/go`)] }),
    );
    expect(await response.text()).toBe('begun\nended\n');
  });

  it('is refused for strangers', async () => {
    const cluster = await openTestCluster();
    await cluster.runWorkflow('a', { entrypoint: 'm', templates: [shell('m', 'echo one')] });
    expect((await cluster.send('GET', '/api/v1/namespaces/ci/pods/none/log')).code).toBe(404);
    expect((await cluster.send('GET', `${logPath}?container=sidecar`)).code).toBe(400);
    expect((await cluster.send('GET', `${logPath}?previous=true`)).code).toBe(400);
    cluster.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'ci' } });
    const { code, body } = await cluster.send('GET', '/api/v1/namespaces/ci/pods/p/log');
    expect([code, body.message]).toEqual([400, 'container "main" in pod "p" is waiting to start: ContainerCreating']);
  });

  it('goes with the pod, which podGC can take away', async () => {
    const cluster = await openTestCluster();
    await cluster.runWorkflow('a', { entrypoint: 'm', templates: [shell('m', 'echo one')] });
    await cluster.send('DELETE', '/api/v1/namespaces/ci/pods/a');
    expect((await cluster.send('GET', logPath)).code).toBe(404);
  });
});
