import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import { readForeignSource } from './read-foreign-source.ts';

let server: Server | undefined;

afterEach(() => new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve))));

async function serve(status: number, body: string): Promise<string> {
  server = createServer((_request, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/workflow.yaml`;
}

function cluster(answer: ClusterResult<string>) {
  return { readConfigMapKey: async () => answer, readSecretKey: async () => answer };
}

const empty = cluster({ ok: false, failure: { kind: 'absent', message: 'not there' } });

describe('a source that only the operator’s documents may have', () => {
  it('is a key of a ConfigMap', async () => {
    const source = { name: 'workflows', key: 'ci.yaml' };
    expect(await readForeignSource('configmap', source, 'ci', cluster({ ok: true, value: 'kind: Workflow' }))).toEqual({
      kind: 'file',
      text: 'kind: Workflow',
    });
    expect(await readForeignSource('configmap', source, 'ci', empty)).toEqual({ kind: 'absent' });
    expect(await readForeignSource('configmap', {}, 'ci', empty)).toEqual({ kind: 'absent' });
    const away = cluster({ ok: false, failure: { kind: 'later', message: 'away' } });
    expect(await readForeignSource('configmap', source, 'ci', away)).toMatchObject({ kind: 'later' });
  });

  it.each([
    [200, 'kind: Workflow', 'file'],
    [404, 'no', 'refused'],
    [503, 'later', 'later'],
    [200, 'x'.repeat(2 * 1024 * 1024), 'too-large'],
  ])('is what an address answers: %i is %s', async (status, body, kind) => {
    expect(await readForeignSource('url', { path: await serve(status, body) }, 'ci', empty)).toMatchObject({ kind });
  });

  it.each(['file:///etc/passwd', 'x', ''])('is no address of another kind: %j', async (path) => {
    expect(await readForeignSource('url', { path }, 'ci', empty)).toMatchObject({ kind: 'refused' });
  });

  it('is no git repository, and says what to use instead', async () => {
    expect(await readForeignSource('git', {}, 'ci', empty)).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.source-git' },
    });
    expect(readForeignSource('other', {}, 'ci', empty)).toBeUndefined();
  });

  it('is an object of a store', async () => {
    expect(await readForeignSource('s3', {}, 'ci', empty)).toMatchObject({ problem: { code: 'run.source-s3' } });
  });
});
