import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { readS3Source, type SecretReader } from './read-s3-source.ts';

let server: Server | undefined;
const asked: { url: string | undefined; authorization: string | undefined }[] = [];

afterEach(async () => {
  asked.length = 0;
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

async function serve(status: number, body: string): Promise<string> {
  server = createServer((request, response) => {
    asked.push({ url: request.url, authorization: request.headers.authorization });
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const secrets: SecretReader = {
  readSecretKey: async (namespace, name, key) =>
    namespace === 'ci' && name === 's3'
      ? { ok: true, value: `${key}-value\n` }
      : { ok: false, failure: { kind: 'absent', message: 'not there' } },
};

function artifact(endpoint: string, more: object = {}) {
  const keys = { accessKey: { name: 's3', key: 'id' }, secretKey: { name: 's3', key: 'password' } };
  return { endpoint, insecure: true, bucket: { name: 'workflows', key: 'team/ci build.yaml' }, ...keys, ...more };
}

const error = (code: string) => `<Error><Code>${code}</Code><Message>no</Message></Error>`;

describe('an object of an S3-compatible store', () => {
  it('is read with the keys of the Sensor’s namespace', async () => {
    const endpoint = await serve(200, 'kind: Workflow');
    expect(await readS3Source(artifact(endpoint, { region: 'eu-central-1' }), 'ci', secrets)).toEqual({
      kind: 'file',
      text: 'kind: Workflow',
    });
    expect(asked).toEqual([
      {
        url: '/workflows/team/ci%20build.yaml',
        authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=id-value\/\d{8}\/eu-central-1\/s3\//),
      },
    ]);
  });

  it.each([
    [404, error('NoSuchKey'), 'refused', 'no such object'],
    [404, error('NoSuchBucket'), 'refused', 'NoSuchBucket'],
    [403, error('AccessDenied'), 'refused', 'AccessDenied'],
    [503, error('SlowDown'), 'later', 'SlowDown'],
    [500, 'no XML', 'later', '500'],
  ])('that the store answers with %i %s is %s, and says why', async (status, body, kind, said) => {
    expect(await readS3Source(artifact(await serve(status, body)), 'ci', secrets)).toMatchObject({
      kind,
      problem: { code: 'run.source-s3', message: expect.stringContaining(said) },
    });
  });

  it('is too large beyond what a Workflow may have', async () => {
    const endpoint = await serve(200, 'x'.repeat(2 * 1024 * 1024));
    expect(await readS3Source(artifact(endpoint), 'ci', secrets)).toMatchObject({ kind: 'too-large' });
  });

  it('is asked for later where nothing listens', async () => {
    const endpoint = await serve(200, '');
    await new Promise((resolve) => server?.close(resolve));
    expect(await readS3Source(artifact(endpoint), 'ci', secrets)).toMatchObject({ kind: 'later' });
  });

  it.each<[string, object]>([
    ['endpoint', { endpoint: 'http://a.example/x' }],
    ['endpoint', { endpoint: 'user@host' }],
    ['bucket.name', { bucket: { name: '../x', key: 'a' } }],
    ['bucket.key', { bucket: { name: 'workflows', key: '' } }],
    ['accessKey', { accessKey: undefined }],
    ['region', { region: 'a b' }],
  ])('is not asked for where `%s` is wrong: %j', async (field, more) => {
    const endpoint = await serve(200, '');
    expect(await readS3Source(artifact(endpoint, more), 'ci', secrets)).toMatchObject({
      kind: 'refused',
      problem: { message: expect.stringContaining(`\`${field}`) },
    });
    expect(asked).toEqual([]);
  });

  it('is not asked for without the Secrets that it names', async () => {
    const endpoint = await serve(200, '');
    const other = artifact(endpoint, { secretKey: { name: 'gone', key: 'password' } });
    expect(await readS3Source(other, 'ci', secrets)).toMatchObject({
      kind: 'refused',
      problem: { message: expect.stringContaining('gone') },
    });
    const away: SecretReader = {
      readSecretKey: async () => ({ ok: false, failure: { kind: 'later', message: 'away' } }),
    };
    expect(await readS3Source(artifact(endpoint), 'ci', away)).toMatchObject({ kind: 'later' });
    expect(asked).toEqual([]);
  });
});
