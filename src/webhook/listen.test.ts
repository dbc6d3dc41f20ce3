import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { closeServer, listen } from './listen.ts';

const anywhere = { host: '127.0.0.1', port: 0 };

describe('listen', () => {
  it('takes a free port and says which', async () => {
    const server = createServer();

    const listening = await listen(server, anywhere);

    expect(listening).toMatchObject({ ok: true, port: expect.any(Number) });
    await closeServer(server, 0);
  });

  it('names the setting to change when the port is taken', async () => {
    const first = createServer();
    const taken = await listen(first, anywhere);
    const port = taken.ok ? taken.port : 0;

    const second = await listen(createServer(), { host: '127.0.0.1', port });

    expect(second).toMatchObject({
      ok: false,
      problem: { code: 'app.cannot-listen', hint: expect.stringContaining('PORT') },
    });
    await closeServer(first, 0);
  });
});

describe('closeServer', () => {
  it('lets a request that is under way finish, and does not wait for its connection to become idle by itself', async () => {
    let answer: () => void = () => undefined;
    const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => {
      answer = () => response.end('done');
    });
    const listening = await listen(server, anywhere);
    const socket = connect(listening.ok ? listening.port : 0, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(server, 'request');

    const closed = closeServer(server, 30_000);
    answer();
    const [data] = await once(socket, 'data');
    await Promise.all([closed, once(socket, 'close')]);

    expect(String(data)).toContain('200 OK');
  });

  it('hangs up on what takes longer than it may', async () => {
    const server = createServer(() => undefined);
    const listening = await listen(server, anywhere);
    const socket = connect(listening.ok ? listening.port : 0, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(server, 'request');

    await Promise.all([closeServer(server, 10), once(socket, 'close')]);

    expect(server.listening).toBe(false);
  });
});
