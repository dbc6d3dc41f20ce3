import { describe, expect, it } from 'vitest';
import { eventOf, makePush } from '../../run/testing/deliveries.ts';
import { dependency } from '../../run/testing/requests.ts';
import type { Trigger, TriggerParameter } from '../../sensor/sensor.ts';
import { makeCertificate } from '../testing/make-certificate.ts';
import { serveHttp } from '../testing/serve-http.ts';
import { codesOf, type StageOptions, setStage, type TriggerStage } from '../testing/stage.ts';

const loopback = [{ address: '127.0.0.1', family: 4 as const }];

function call(http: object, more: Partial<Trigger> = {}): Trigger {
  return { template: { name: 'call', http: { method: 'POST', ...http } }, ...more };
}

function from(dataKey: string, dest: string, more: object = {}): TriggerParameter {
  return { src: { dependencyName: dependency, dataKey, ...more }, dest };
}

/** A cluster and a host called `hooks.test`, which the policy lists as internal. */
async function withHost(policy: StageOptions['policy'] = {}) {
  const host = await serveHttp();
  const hosts = [`http://hooks.test:${host.port}/internal`];
  const stage = await setStage({ policy: { triggers: ['http'], hosts, ...policy } });
  stage.addresses.set('hooks.test', [loopback]);
  return { host, stage, url: `http://hooks.test:${host.port}/build` };
}

function addSecret(stage: TriggerStage, name: string, values: Record<string, string>): void {
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  const metadata = { name, namespace: 'ci' };
  stage.cluster.create({ apiVersion: 'v1', kind: 'Secret', metadata, data: Object.fromEntries(data) });
}

describe('an http trigger', () => {
  it('calls the host with a payload of the event and a key that makes repeating it harmless', async () => {
    const { host, stage, url } = await withHost();
    const payload = [from('body.after', 'commit'), from('body.deleted', 'gone', { useRawData: true })];

    const outcome = await stage.carryOut(call({ url, payload, headers: { 'x-Kind': 'push' } }));

    expect(outcome).toEqual({ kind: 'done', again: false });
    expect(host.calls).toHaveLength(1);
    expect(host.calls[0]).toMatchObject({
      method: 'POST',
      path: '/build',
      body: `{"commit":"${'c'.repeat(40)}","gone":false}`,
      headers: { host: `hooks.test:${host.port}`, 'idempotency-key': expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(host.calls[0]?.rawHeaders).toContain('x-Kind');
    expect(host.calls[0]?.headers).not.toHaveProperty('content-type');
  });

  it.each(['GET', 'DELETE', 'PATCH', 'POST', 'PUT'])(
    'uses the method %s, with a payload if there is one',
    async (method) => {
      const { host, stage, url } = await withHost();

      await stage.carryOut(call({ url, method, payload: [from('body.ref', '')] }));

      expect(host.calls[0]).toMatchObject({ method, body: 'refs/heads/main' });
    },
  );

  it('does not call again what was answered, and calls with the same key what a crash left unknown', async () => {
    const { host, stage, url } = await withHost();
    const trigger = call({ url });

    await stage.carryOut(trigger);
    expect(await stage.carryOut(trigger)).toEqual({ kind: 'done', again: true });
    expect(host.calls).toHaveLength(1);
    await stage.forget();
    await stage.carryOut(trigger);
    await stage.carryOut(trigger, eventOf(makePush({}, { id: 'd-2' })));

    const keys = host.calls.map((each) => each.headers['idempotency-key']);
    expect(keys).toEqual([keys[0], keys[0], expect.not.stringMatching(String(keys[0]))]);
  });

  it('takes parameters on the trigger and on the call, dynamic headers, and leaves braces as they are', async () => {
    const { host, stage, url } = await withHost();
    const event = eventOf(makePush({ head: '{{x}}', extra: 'bar' }));
    const trigger = call(
      {
        url: `${url}?a=`,
        parameters: [from('body.extra', 'url', {})].map((each) => ({ ...each, operation: 'append' })),
        dynamicHeaders: [from('body.head', 'X-Head')],
      },
      { parameters: [from('body.none', 'http.method', { value: 'PUT' })] },
    );

    await stage.carryOut(trigger, event);

    expect(host.calls[0]).toMatchObject({ method: 'PUT', path: '/build?a=bar', headers: { 'x-head': '{{x}}' } });
  });

  it('takes any answer for success, as Argo Events does, unless policy.status lists which', async () => {
    const { host, stage, url } = await withHost();
    host.answer = (response) => response.writeHead(500).end('a secret of the host');

    expect(codesOf(await stage.carryOut(call({ url })))).toEqual(['done']);
    await stage.forget();
    const strict = call({ url }, { policy: { status: { allow: [200, 201] } } });
    const outcome = await stage.carryOut(strict);

    expect(codesOf(outcome)).toEqual(['trigger.http-status']);
    expect(JSON.stringify([outcome, stage.logged])).not.toContain('a secret of the host');
    expect(outcome.kind === 'refused' && outcome.problems[0]?.message).toContain('500');
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect (%d)', async (status) => {
    const inside = await serveHttp();
    const { host, stage, url } = await withHost();
    host.answer = (response) =>
      response.writeHead(status, { location: `http://127.0.0.1:${inside.port}/latest/meta-data` }).end();

    expect(codesOf(await stage.carryOut(call({ url, method: 'GET' })))).toEqual(['trigger.http-redirect']);
    expect(inside.calls).toEqual([]);
    expect(host.calls).toHaveLength(1);
  });

  it('connects to the address that was judged, whatever the name answers the next time', async () => {
    const inside = await serveHttp();
    const { host, stage } = await withHost({});
    const hosts = [`http://hooks.test:${inside.port}`];
    stage.addresses.set('hooks.test', [[{ address: '203.0.113.9', family: 4 }], loopback]);
    const request = stage.request(call({ url: `http://hooks.test:${inside.port}/`, timeout: 0.2 }));
    const { policy } = request;
    const trigger = request.firing.trigger;

    const refused = await stage.carryOut(trigger, undefined, { policy: { ...policy, hosts } });

    expect(codesOf(refused)).toEqual(['trigger.http-address']);
    expect(stage.resolved).toEqual(['hooks.test']);
    expect([inside.connections(), host.connections()]).toEqual([0, 0]);
  });

  it('asks for a name once, and goes nowhere else', async () => {
    const { host, stage, url } = await withHost();
    stage.addresses.set('hooks.test', [loopback, [{ address: '169.254.169.254', family: 4 }]]);

    expect(codesOf(await stage.carryOut(call({ url })))).toEqual(['done']);
    expect(stage.resolved).toEqual(['hooks.test']);
    expect(host.calls).toHaveLength(1);
  });

  it.each<[string, (port: number) => string, string]>([
    ['a host that is not listed', () => 'http://evil.test/', 'trigger.http-host'],
    ['another port', () => 'http://hooks.test:1/', 'trigger.http-host'],
    ['https where only http is listed', (port) => `https://hooks.test:${port}/`, 'trigger.http-host'],
    ['the address of the listed host', (port) => `http://127.0.0.1:${port}/`, 'trigger.http-host'],
    ['the address in decimal', (port) => `http://2130706433:${port}/`, 'trigger.http-host'],
    ['the address in octal', (port) => `http://0177.0.0.1:${port}/`, 'trigger.http-host'],
    ['the address in hexadecimal', (port) => `http://0x7f.0x0.0x0.0x1:${port}/`, 'trigger.http-host'],
    ['the address in IPv6', (port) => `http://[::ffff:127.0.0.1]:${port}/`, 'trigger.http-host'],
    ['localhost', (port) => `http://localhost:${port}/`, 'trigger.http-host'],
    ['a user name', (port) => `http://hooks.test@127.0.0.1:${port}/`, 'trigger.http-url'],
    ['a listed host as user name', (port) => `http://hooks.test:${port}@evil.test/`, 'trigger.http-url'],
    ['a backslash', (port) => `http://evil.test\\@hooks.test:${port}/`, 'trigger.http-url'],
    ['a file', () => 'file:///etc/passwd', 'trigger.http-url'],
  ])('refuses %s, without resolving a name or reading a Secret', async (_what, urlOf, code) => {
    const { host, stage } = await withHost({ secrets: ['*'] });
    const basicAuth = { password: { name: 'login', key: 'password' } };

    expect(codesOf(await stage.carryOut(call({ url: urlOf(host.port), basicAuth })))).toEqual([code]);
    expect(stage.resolved).toEqual([]);
    expect(stage.cluster.requests()).toEqual([]);
    expect(host.connections()).toBe(0);
  });

  it('refuses an address that a parameter takes from the event', async () => {
    const { stage, url } = await withHost();
    const event = eventOf(makePush({ hook: 'http://169.254.169.254/latest' }));

    const outcome = await stage.carryOut(call({ url, parameters: [from('body.hook', 'url')] }), event);

    expect(codesOf(outcome)).toEqual(['trigger.http-host']);
  });

  it('sends another Host only where the policy lists it', async () => {
    const { host, stage, url } = await withHost();
    const { policy } = stage.request(call({ url }));
    const hosts = [...policy.hosts, 'http://virtual.test'];

    expect(codesOf(await stage.carryOut(call({ url, host: 'virtual.test' })))).toEqual(['trigger.http-host']);
    await stage.forget();
    await stage.carryOut(call({ url, host: 'virtual.test' }), undefined, { policy: { ...policy, hosts } });

    expect(host.calls[0]?.headers.host).toBe('virtual.test');
  });

  it('reads credentials from the Secrets that the policy lists, in the policy’s namespace', async () => {
    const { host, stage, url } = await withHost({ secrets: ['hook-*'], configMaps: ['hook-*'] });
    addSecret(stage, 'hook-login', { user: 'ada', password: 'p4ss:w0rd', token: 't0ken' });
    const metadata = { name: 'hook-team', namespace: 'ci' };
    stage.cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { team: 'red' } });
    const basicAuth = {
      username: { name: 'hook-login', key: 'user' },
      password: { name: 'hook-login', key: 'password' },
    };
    const secureHeaders = [
      { name: 'X-Token', valueFrom: { secretKeyRef: { name: 'hook-login', key: 'token' } } },
      { name: 'X-Team', valueFrom: { configMapKeyRef: { name: 'hook-team', key: 'team' } } },
    ];

    await stage.carryOut(call({ url, basicAuth, secureHeaders }));

    expect(host.calls[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('ada:p4ss:w0rd').toString('base64')}`,
      'x-token': 't0ken',
      'x-team': 'red',
    });
    expect(JSON.stringify(stage.logged)).not.toMatch(/t0ken|p4ss/);
  });

  it.each<[string, object, boolean, string]>([
    ['a Secret that is not listed', { password: { name: 'payroll', key: 'a' } }, false, 'policy.secret'],
    ['any Secret for a stranger', { password: { name: 'hook', key: 'a' } }, true, 'policy.untrusted-secret'],
    ['a Secret that is not there', { password: { name: 'hook-x', key: 'a' } }, false, 'trigger.http-reference'],
    ['a key that is not there', { password: { name: 'hook', key: 'toString' } }, false, 'trigger.http-reference'],
  ])('refuses %s', async (_what, basicAuth, untrusted, code) => {
    const { host, stage, url } = await withHost({ secrets: ['hook*'] });
    addSecret(stage, 'hook', { a: 'b' });
    addSecret(stage, 'payroll', { a: 'b' });

    expect(codesOf(await stage.carryOut(call({ url, basicAuth }), undefined, { untrusted }))).toEqual([code]);
    expect(host.calls).toEqual([]);
  });

  it('refuses a ConfigMap that is not listed', async () => {
    const { stage, url } = await withHost();
    const secureHeaders = [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'x', key: 'y' } } }];

    expect(codesOf(await stage.carryOut(call({ url, secureHeaders })))).toEqual(['policy.config-map']);
  });

  it('does not show a Secret that cannot be sent', async () => {
    const { stage, url } = await withHost({ secrets: ['*'] });
    addSecret(stage, 'hook', { token: 'line\r\nX-Admin: yes' });
    const secureHeaders = [{ name: 'X-Token', valueFrom: { secretKeyRef: { name: 'hook', key: 'token' } } }];

    const outcome = await stage.carryOut(call({ url, secureHeaders }));

    expect(codesOf(outcome)).toEqual(['trigger.http-header']);
    expect(JSON.stringify(outcome)).not.toContain('X-Admin');
  });

  it.each<[string, object, string]>([
    ['a timeout that is a text', { timeout: 'soon' }, 'trigger.http-shape'],
    ['a method in small letters', { method: 'post' }, 'trigger.http-shape'],
    ['an unverified server', { tls: { insecureSkipVerify: true } }, 'trigger.http-tls'],
    ['a payload that cannot be made', { payload: [from('body.none', 'a')] }, 'sensor.parameter'],
    ['a payload without a source', { payload: [{ dest: 'a' }] }, 'sensor.parameter'],
    ['a dynamic header that cannot be made', { dynamicHeaders: [from('body.none', 'X-A')] }, 'sensor.parameter'],
    ['a dynamic header without a source', { dynamicHeaders: [{ dest: 'X-A' }] }, 'sensor.parameter'],
    [
      'a dynamic header of what has not come',
      { dynamicHeaders: [{ src: { dependencyName: 'other', dataKey: 'a' }, dest: 'X-A' }] },
      'sensor.parameter',
    ],
    ['a parameter that cannot be placed', { parameters: [from('body.none', 'url')] }, 'sensor.parameter'],
  ])('refuses %s', async (_what, http, code) => {
    const { host, stage, url } = await withHost();

    expect(codesOf(await stage.carryOut(call({ url, ...http })))).toEqual([code]);
    expect(host.calls).toEqual([]);
  });

  it('needs the right to http triggers', async () => {
    const { stage, url } = await withHost({ triggers: ['workflow', 'k8s'] });

    expect(codesOf(await stage.carryOut(call({ url })))).toEqual(['trigger.kind-not-allowed']);
  });

  it('fails when nobody answers, in time or at all', async () => {
    const { host, stage, url } = await withHost();
    host.answer = () => undefined;
    const slow = await stage.carryOut(call({ url, timeout: 0.1 }));
    expect(slow).toMatchObject({
      problems: [{ code: 'trigger.http-failed', message: expect.stringContaining('100 ms') }],
    });

    await stage.forget();
    host.answer = (response) => response.destroy();
    expect(codesOf(await stage.carryOut(call({ url })))).toEqual(['trigger.http-failed']);
    await stage.forget();
    stage.addresses.delete('hooks.test');
    expect(codesOf(await stage.carryOut(call({ url })))).toEqual(['trigger.http-failed']);
  });

  it('is done with an answer whose body does not end', async () => {
    const { host, stage, url } = await withHost();
    host.answer = (response) => {
      response.writeHead(200);
      const more = () => {
        if (response.write('x'.repeat(16_384))) setImmediate(more);
        else response.once('drain', more);
      };
      response.on('error', () => undefined);
      more();
    };

    expect(codesOf(await stage.carryOut(call({ url })))).toEqual(['done']);
  });
});

describe('an http trigger over TLS', () => {
  async function withTls() {
    const server = makeCertificate(['hooks.test']);
    const client = makeCertificate(['client']);
    const host = await serveHttp({
      cert: server.certificate,
      key: server.key,
      ca: client.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const hosts = [`*.test:${host.port}/internal`];
    const stage = await setStage({ policy: { triggers: ['http'], hosts, secrets: ['*'] } });
    for (const name of ['hooks.test', 'other.test']) stage.addresses.set(name, [loopback]);
    addSecret(stage, 'tls', { ca: server.certificate, cert: client.certificate, key: client.key });
    const select = (key: string) => ({ name: 'tls', key });
    const tls = { caCertSecret: select('ca'), clientCertSecret: select('cert'), clientKeySecret: select('key') };
    return { host, stage, tls, select, url: `https://hooks.test:${host.port}/` };
  }

  it('trusts the authority of the Secret and shows the client’s certificate', async () => {
    const { host, stage, tls, url } = await withTls();

    expect(await stage.carryOut(call({ url, tls }))).toEqual({ kind: 'done', again: false });
    expect(host.calls).toHaveLength(1);
  });

  it('trusts no server that it does not know, and none under another name', async () => {
    const { host, stage, tls, url } = await withTls();
    const { caCertSecret: _unknown, ...untrusting } = tls;

    expect(codesOf(await stage.carryOut(call({ url, tls: untrusting })))).toEqual(['trigger.http-failed']);
    await stage.forget();
    const other = url.replace('hooks.test', 'other.test');
    expect(codesOf(await stage.carryOut(call({ url: other, tls })))).toEqual(['trigger.http-failed']);
    expect(host.calls).toEqual([]);
  });

  it('says what is wrong with certificates without showing them', async () => {
    const { stage, tls, select, url } = await withTls();
    addSecret(stage, 'bad', { key: 'no key but a secret' });
    const broken = { ...tls, clientKeySecret: { name: 'bad', key: 'key' } };

    const outcome = await stage.carryOut(call({ url, tls: broken }));
    expect(codesOf(outcome)).toEqual(['trigger.http-tls']);
    expect(JSON.stringify(outcome)).not.toContain('no key but a secret');
    await stage.forget();
    const half = { clientCertSecret: select('cert') };
    expect(codesOf(await stage.carryOut(call({ url, tls: half })))).toEqual(['trigger.http-tls']);
  });
});
