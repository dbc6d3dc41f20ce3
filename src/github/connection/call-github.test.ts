import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRefusals } from './bear-refusals.ts';
import { type Connection, callGithub, type Octokit } from './call-github.ts';
import { createOctokits } from './create-octokits.ts';

const unauthorized = () =>
  Object.assign(new Error('Bad credentials'), { status: 401, response: { headers: {}, data: {} } });

function connectionTo(octokit: Octokit, waits: number[] = []): Connection {
  return {
    octokitFor: async () => octokit,
    appOctokit: async () => octokit,
    graphqlUrl: 'https://api/graphql',
    appId: 7,
    now: () => 0,
    wait: async (ms) => {
      waits.push(ms);
    },
    onCall: () => undefined,
    refusals: createRefusals(() => 0),
  };
}

const call = {
  method: 'm',
  installationId: 1,
  kind: 'write',
  route: 'PATCH /x',
  parameters: {},
  answer: z.unknown(),
} as const;

describe('callGithub', () => {
  it('says later when a fresh token is not taken either', async () => {
    const asked: string[] = [];
    const result = await callGithub(
      connectionTo({
        request: async () => {
          asked.push('request');
          throw unauthorized();
        },
        auth: async () => asked.push('auth'),
      }),
      call,
    );
    expect(asked).toEqual(['request', 'auth', 'request']);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'later' } });
  });

  it('waits longer before each repeated read', async () => {
    const waits: number[] = [];
    const octokit = {
      request: async () => {
        throw new Error('reset');
      },
      auth: async () => undefined,
    };
    await callGithub(connectionTo(octokit, waits), { ...call, kind: 'read' });
    expect(waits.length).toBe(2);
    expect(waits[0]).toBeGreaterThanOrEqual(125);
    expect(waits[0]).toBeLessThanOrEqual(375);
    expect(waits[1]).toBeGreaterThanOrEqual(250);
    expect(waits[1]).toBeLessThanOrEqual(750);
  });

  it('asks a read that is refused once, and believes it when it goes on', async () => {
    let now = 0;
    const asked: number[] = [];
    const octokit = {
      request: async () => {
        asked.push(now);
        throw Object.assign(new Error('no'), { status: 403, response: { headers: {}, data: { message: 'no' } } });
      },
      auth: async () => undefined,
    };
    const connection = { ...connectionTo(octokit), refusals: createRefusals(() => now) };
    const kinds: unknown[] = [];
    for (; now <= 16_000; now += 4000) {
      const result = await callGithub(connection, { ...call, kind: 'read' });
      kinds.push(result.ok ? 'ok' : result.failure.kind);
    }
    expect(asked).toEqual([0, 4000, 8000, 12_000, 16_000]);
    expect(kinds).toEqual(['later', 'later', 'later', 'refused', 'refused']);
    expect(await callGithub(connection, call)).toMatchObject({ failure: { kind: 'refused', isForbidden: true } });
  });

  it('says later when there is no Octokit to be had', async () => {
    const octokitFor = async () => {
      throw new Error('no key');
    };
    const connection = {
      ...connectionTo({ request: async () => ({ data: 1 }), auth: async () => undefined }),
      octokitFor,
    };
    expect(await callGithub(connection, call)).toMatchObject({ ok: false, failure: { kind: 'later' } });
  });
});

describe('createOctokits', () => {
  function probotThat(authenticate: (id: number | undefined) => void) {
    return {
      auth: async (id?: number) => {
        authenticate(id);
        return { request: async () => ({ data: id }), auth: async () => undefined };
      },
    };
  }

  it('makes one an installation, and again one that was not used for long', async () => {
    const made: (number | undefined)[] = [];
    const { octokitFor, appOctokit } = createOctokits(
      probotThat((id) => made.push(id)),
      (_, octokit) => octokit,
    );
    const first = await octokitFor(1);
    expect(await first.request('GET /')).toEqual({ data: 1 });
    expect(await octokitFor(1)).toBe(first);
    for (let id = 2; id <= 501; id += 1) {
      await octokitFor(id);
      await octokitFor(1);
    }
    expect(made).toHaveLength(501);
    await octokitFor(2);
    expect(made).toHaveLength(502);
    expect(await (await appOctokit()).request('GET /app')).toEqual({ data: undefined });
  });

  it('tries again to make one that could not be made', async () => {
    let tries = 0;
    const probot = probotThat(() => {
      tries += 1;
      if (tries === 1) {
        throw new Error('not ready');
      }
    });
    const { octokitFor } = createOctokits(probot, (_, octokit) => octokit);
    await expect(octokitFor(1)).rejects.toThrow('not ready');
    expect(await (await octokitFor(1)).request('GET /')).toEqual({ data: 1 });
  });
});
