import { describe, expect, it } from 'vitest';
import { annotations, labels } from '../../kubernetes/labels.ts';
import { startRun } from '../start-run.ts';
import { eventOf, makePush } from '../testing/deliveries.ts';
import { makeWorkflow, requestFor, signer, submit } from '../testing/requests.ts';
import { makeIdentity } from '../testing/runs.ts';
import { type RunStage, setRunStage } from '../testing/tools.ts';
import { renewTokens } from './renew-tokens.ts';
import { startTokenRenewal } from './start-token-renewal.ts';

const minute = 60_000;
const workflow = makeWorkflow([{ name: 'git-auth-secret' }]);

function setStage() {
  const stage = setRunStage();
  const warned: object[] = [];
  const log = {
    warn: (fields: object) => void warned.push(fields),
    error: (fields: object) => void warned.push(fields),
  };
  return { ...stage, warned, renewal: { ...stage.tools, log } };
}

/** A run with a token, as Argo's controller has begun it. */
async function begin(stage: RunStage, id = 'd-1') {
  const started = await startRun(
    requestFor(submit({ resource: workflow }), eventOf(makePush({}, { id }))),
    stage.tools,
  );
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  return started.name;
}

describe('renewing tokens', () => {
  it('gives every live run the repository’s new token before the old one ends', async () => {
    const stage = setStage();
    const names = [await begin(stage), await begin(stage, 'd-2')];
    stage.pass(39 * minute);
    await renewTokens('ci', stage.renewal);
    expect(names.map((name) => stage.kept.secret('ci', name).token)).toEqual(['ghs_1', 'ghs_1']);
    stage.pass(2 * minute);
    await renewTokens('ci', stage.renewal);
    for (const name of names) {
      const secret = stage.kept.secret('ci', name);
      expect(secret.token).toBe('ghs_2');
      expect(secret['.git-credentials']).toContain('ghs_2');
    }
    expect(stage.minted).toHaveLength(2);
    // The next time is an hour later.
    await renewTokens('ci', stage.renewal);
    expect(stage.minted).toHaveLength(2);
  });

  it('leaves runs alone that have ended', async () => {
    const stage = setStage();
    const name = await begin(stage);
    const { metadata } = stage.cluster.only();
    metadata.labels = { ...metadata.labels, 'workflows.argoproj.io/completed': 'true' };
    stage.pass(50 * minute);
    await renewTokens('ci', stage.renewal);
    expect(stage.kept.secret('ci', name).token).toBe('ghs_1');
    expect(stage.minted).toHaveLength(1);
  });

  it('gives no token for what only labels say', async () => {
    const stage = setStage();
    const name = await begin(stage);
    const secret = stage.kept.objects.get(`secrets/ci/${name}`);
    const run = stage.cluster.only();
    // Somebody who may write Secrets and Workflows wants a token of repository 99.
    if (secret !== undefined) secret.metadata.labels = { ...secret.metadata.labels, [labels.repositoryId]: '99' };
    run.metadata.annotations = {
      [annotations.identity]: signer.sign('ci', 'another', makeIdentity({ repositoryId: 99 })),
    };
    stage.pass(50 * minute);
    await renewTokens('ci', stage.renewal);
    expect(stage.minted).toEqual([{ installationId: 7, id: 42 }]);
  });

  it('says where it fails and is tried again, but not where the installation is gone', async () => {
    for (const [kind, warnings] of [
      ['later', 1],
      ['gone', 0],
    ] as const) {
      const stage = setStage();
      await begin(stage);
      stage.pass(50 * minute);
      const get = async () => ({ ok: false as const, failure: { kind, message: 'no' } });
      await renewTokens('ci', { ...stage.renewal, tokens: { ...stage.renewal.tokens, get } });
      expect(stage.warned).toHaveLength(warnings);
    }
  });

  it('goes on by the clock until it is stopped, whatever happens', async () => {
    const stage = setStage();
    const name = await begin(stage);
    let looks = 0;
    const looked = Promise.withResolvers<void>();
    const renewal = startTokenRenewal({
      ...stage.renewal,
      namespaces: async () => {
        looks += 1;
        if (looks === 2) throw new Error('the store is busy');
        return ['ci'];
      },
      async wait(_ms, signal) {
        stage.pass(25 * minute);
        if (looks < 4) return;
        looked.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    });
    await looked.promise;
    await renewal.stop();
    expect(stage.kept.secret('ci', name).token).toBe('ghs_2');
    expect(stage.warned).toHaveLength(1);
    expect(looks).toBe(4);
  });
});
