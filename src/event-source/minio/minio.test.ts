import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOfFound, nameCreation, nameNotification, rememberFound } from './name-event.ts';
import { readMinio } from './read-minio.ts';
import { readNotifications } from './read-notification.ts';

const secret = { name: 'artifacts-minio', key: 'accesskey' };
const least = {
  ...{ endpoint: 'minio-service.argo-events:9000', bucket: { name: 'input' }, insecure: true },
  ...{ accessKey: secret, secretKey: secret, events: ['s3:ObjectCreated:Put', 's3:ObjectRemoved:Delete'] },
};

function codesOf(entry: unknown): string[] {
  const result = readMinio(entry);
  return (result.ok ? result.warnings : result.problems).map((each) => `${each.problem.code} ${each.path.join('.')}`);
}

describe('readMinio', () => {
  it('reads Argo Events’ example, with a filter that is no expression', () => {
    expect(readMinio({ ...least, filter: { prefix: 'hello-', suffix: '.txt' } })).toEqual({
      ok: true,
      warnings: [],
      spec: {
        ...{ endpoint: 'http://minio-service.argo-events:9000', region: '', bucket: 'input', events: least.events },
        ...{ prefix: 'hello-', suffix: '.txt', accessKey: secret, secretKey: secret, ca: undefined },
      },
    });
    expect(readMinio({ ...least, insecure: false })).toMatchObject({
      spec: { endpoint: 'https://minio-service.argo-events:9000' },
    });
  });

  it.each<[string, object, string]>([
    ['no endpoint', { endpoint: '' }, 'source.missing-field endpoint'],
    ['an endpoint with a scheme', { endpoint: 'http://minio:9000' }, 'source.wrong-value endpoint'],
    ['an endpoint with a path', { endpoint: 'minio:9000/x' }, 'source.wrong-value endpoint'],
    ['no bucket', { bucket: undefined }, 'source.missing-field bucket.name'],
    ['a bucket that leaves its place', { bucket: { name: '../x' } }, 'source.wrong-value bucket.name'],
    ['no events', { events: [] }, 'source.missing-field events'],
    ['an event that is none', { events: ['Put'] }, 'source.wrong-value events.0'],
    ['no key', { accessKey: undefined }, 'source.missing-field accessKey'],
    ['half a key', { secretKey: { name: 'x' } }, 'source.missing-field secretKey'],
    ['a region that is none', { region: 'a/b' }, 'source.wrong-value region'],
  ])('refuses %s', (_what, more, code) => {
    expect(readMinio({ ...least, ...more }).ok).toBe(false);
    expect(codesOf({ ...least, ...more })).toContain(code);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (entry) => void readMinio(entry)));
  });
});

describe('readNotifications', () => {
  const record = {
    ...{ eventName: 's3:ObjectCreated:Put', eventTime: '2026-03-04T05:06:07.080Z' },
    s3: { bucket: { name: 'input' }, object: { key: 'a+b c', eTag: 'e', sequencer: '18EBE9B7' } },
  };

  it('reads a notification as it is, key and all', () => {
    const [read] = readNotifications(JSON.stringify({ Records: [record] })).notifications;

    expect(read).toMatchObject({ name: 's3:ObjectCreated:Put', key: 'a+b c', etag: 'e', versionId: '', record });
    expect(read && nameNotification(read)).toBe('a+b c/e/18EBE9B7/s3:ObjectCreated:Put');
  });

  it.each(['{"Records":null}', '{"Records":[]}', '{}'])('takes %s for a sign of life', (line) => {
    expect(readNotifications(line)).toEqual({ notifications: [], unreadable: 0 });
  });

  it.each([
    '',
    'hello',
    '{"Records":7}',
    '{"Records":[{}]}',
    `{"Records":[${'['.repeat(1e6)}${']'.repeat(1e6)}]}`,
    JSON.stringify({ Records: [{ ...record, eventTime: 'x' }] }),
  ])('takes %j for none', (line) => {
    expect(readNotifications(line)).toEqual({ notifications: [], unreadable: 1 });
  });

  it('reads those of a line that can be, beside others that cannot', () => {
    const line = JSON.stringify({ Records: [{}, record, { ...record, s3: null }] });
    expect(readNotifications(line)).toMatchObject({ notifications: [{ key: 'a+b c' }], unreadable: 2 });
  });
});

describe('an object that was found in a list', () => {
  const found = { key: 'a', etag: 'e', size: 1, lastModified: '2026-03-04T05:06:07.080Z' };
  const at = Date.parse(found.lastModified);
  const heard = { ...{ name: 's3:ObjectCreated:Put', key: 'a', etag: 'e', versionId: '', sequencer: '1' }, record: {} };

  it('is what a notification right after it is about, once', () => {
    const objects = rememberFound();
    objects.add(found);

    expect(objects.match({ ...heard, at: at - 1 })).toBeUndefined();
    expect(objects.match({ ...heard, at: at + 60_000 })).toBeUndefined();
    expect(objects.match({ ...heard, etag: 'other', at })).toBeUndefined();
    expect(objects.match({ ...heard, at: at + 7 })).toBe(found);
    expect(objects.match({ ...heard, at: at + 900 })).toBeUndefined();
    expect(objects.has(found)).toBe(true);
    expect(nameCreation(found)).toBe('a/e/2026-03-04T05:06:07.080Z');
  });

  it.each([
    ['e', ['s3:ObjectCreated:*'], 's3:ObjectCreated:Put'],
    ['e', ['s3:ObjectCreated:Put'], 's3:ObjectCreated:Put'],
    ['e-3', ['s3:ObjectCreated:*'], 's3:ObjectCreated:CompleteMultipartUpload'],
    ['e-3', ['s3:ObjectCreated:Put'], undefined],
    ['e', ['s3:ObjectCreated:Copy', 's3:ObjectRemoved:*'], undefined],
  ])('with the etag %s is told to who asks for %j as %s', (etag, asked, name) => {
    expect(eventOfFound({ ...found, etag }, asked)).toBe(name);
  });
});
