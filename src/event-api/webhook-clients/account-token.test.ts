import { describe, expect, it } from 'vitest';
import type { Accounts, ServiceAccount } from '../../kubernetes/accounts/accounts.ts';
import { createAccountTokens } from './account-token.ts';

const absent = { ok: false, failure: { kind: 'absent', message: 'not found' } } as const;

function setUp(account: Partial<ServiceAccount>, secrets: Record<string, string> = {}) {
  const clock = { at: 0 };
  const world = { account: { uid: 'u1', secrets: [], annotations: {}, ...account }, secrets, requests: 0, reads: 0 };
  const accounts: Accounts = {
    async readServiceAccount() {
      world.reads += 1;
      return { ok: true, value: world.account };
    },
    async readSecret(_namespace, name) {
      const token = world.secrets[name];
      return token === undefined ? absent : { ok: true, value: new Map([['token', Buffer.from(token)]]) };
    },
    async requestToken() {
      world.requests += 1;
      return { ok: true, value: { token: `requested-${world.requests}`, expiresAt: clock.at + 3_600_000 } };
    },
  };
  return { clock, world, tokens: createAccountTokens(accounts, () => clock.at) };
}

describe('createAccountTokens', () => {
  it.each([
    [{ secrets: ['listed'] }, 'listed'],
    [{ annotations: { 'workflows.argoproj.io/service-account-token.name': 'annotated' } }, 'annotated'],
    [{}, 'bot.service-account-token'],
  ])('takes the token of the Secret that Argo would take: %j', async (account, name) => {
    const { tokens } = setUp(account, { [name]: 'from-secret' });
    expect(await tokens.get('ci', 'bot')).toEqual({ ok: true, value: 'from-secret' });
  });

  it('counts a new Secret within a second', async () => {
    const { tokens, clock, world } = setUp({}, { 'bot.service-account-token': 'old' });
    await tokens.get('ci', 'bot');
    world.secrets = { 'bot.service-account-token': 'new' };
    clock.at = 999;
    expect(await tokens.get('ci', 'bot')).toEqual({ ok: true, value: 'new' });
    expect(world.reads).toBe(2);
  });

  it('asks the API server where there is no Secret, and again shortly before the token expires', async () => {
    const { tokens, clock, world } = setUp({});
    expect(await tokens.get('ci', 'bot')).toEqual({ ok: true, value: 'requested-1' });
    clock.at = 50 * 60_000;
    expect(await tokens.get('ci', 'bot')).toEqual({ ok: true, value: 'requested-1' });
    clock.at = 56 * 60_000;
    expect(await tokens.get('ci', 'bot')).toEqual({ ok: true, value: 'requested-2' });
    expect(world.requests).toBe(2);
  });

  it('asks anew for another account of the same name, and when the cluster refused the token', async () => {
    const { tokens, clock, world } = setUp({});
    await tokens.get('ci', 'bot');
    world.account = { ...world.account, uid: 'u2' };
    clock.at = 1_000;
    expect(await tokens.get('ci', 'bot')).toEqual({ ok: true, value: 'requested-2' });
    tokens.forget('ci', 'bot');
    expect(await tokens.get('ci', 'bot')).toEqual({ ok: true, value: 'requested-3' });
  });

  it('says that a Secret holds no token yet', async () => {
    const { tokens } = setUp({}, { 'bot.service-account-token': '' });
    expect(await tokens.get('ci', 'bot')).toMatchObject({ ok: false, failure: { kind: 'absent' } });
  });
});
