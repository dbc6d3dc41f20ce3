import { describe, expect, it } from 'vitest';
import { answerAsArgo } from '../testing/answer-as-argo.ts';
import { onWorkflow, withBuild } from '../testing/builds.ts';
import { serveHttp } from '../testing/serve-http.ts';
import { codesOf } from '../testing/stage.ts';

describe('retry', () => {
  async function withServer(phase: string, argoPath = '') {
    const argo = await serveHttp();
    argo.answer = answerAsArgo(phase, argoPath.replace(/\/$/, ''));
    const stage = await withBuild({ status: { phase } }, `http://127.0.0.1:${argo.port}${argoPath}`);
    return { argo, stage };
  }

  it('is Argo’s to do, with the cluster’s credentials', async () => {
    const { argo, stage } = await withServer('Failed', '/argo/');
    const args = ['--node-field-selector=phase=Failed', '-p', 'a=b', '--restart-successful'];

    expect(codesOf(await stage.carryOut(onWorkflow('retry', { args })))).toEqual(['done']);

    expect(argo.calls[0]).toMatchObject({
      method: 'PUT',
      path: '/argo/api/v1/workflows/ci/build/retry',
      headers: { authorization: `Bearer ${stage.cluster.token}` },
    });
    expect(JSON.parse(argo.calls[0]?.body ?? '')).toEqual({
      namespace: 'ci',
      name: 'build',
      nodeFieldSelector: 'phase=Failed',
      parameters: ['a=b'],
      restartSuccessful: true,
    });
  });

  it('is done where the Workflow runs again already, and refused where it succeeded', async () => {
    const running = await withServer('Running');
    expect(codesOf(await running.stage.carryOut(onWorkflow('retry')))).toEqual(['done']);
    expect(running.argo.calls).toEqual([]);

    const succeeded = await withServer('Succeeded');
    expect(codesOf(await succeeded.stage.carryOut(onWorkflow('retry')))).toEqual(['trigger.workflow-not-failed']);
    await succeeded.stage.forget();
    const args = ['--restart-successful'];
    expect(codesOf(await succeeded.stage.carryOut(onWorkflow('retry', { args })))).toEqual([
      'trigger.workflow-not-failed',
    ]);
    await succeeded.stage.forget();
    args.push('--node-field-selector', 'displayName=test');
    expect(codesOf(await succeeded.stage.carryOut(onWorkflow('retry', { args })))).toEqual(['done']);
  });

  it.each([
    [503, 'later'],
    [409, 'later'],
    [400, 'trigger.cluster-refused'],
    [500, 'trigger.cluster-refused'],
    [401, 'trigger.cluster-refused'],
    [404, 'trigger.cluster-refused'],
  ])('takes the answer %d for what it is', async (status, code) => {
    const { argo, stage } = await withServer('Error');
    argo.answer = (response) => response.writeHead(status).end('{"code":2,"message":"no"}');

    expect(codesOf(await stage.carryOut(onWorkflow('retry')))).toEqual([code]);
  });

  it('comes again where Argo’s API cannot be reached', async () => {
    const stage = await withBuild({ status: { phase: 'Failed' } }, 'http://127.0.0.1:1');

    expect(await stage.carryOut(onWorkflow('retry'))).toMatchObject({ kind: 'later' });
  });

  it.each([[['--watch']], [['-p']], [['-p', 'novalue']], [['--node-field-selector']]])(
    'refuses the arguments %j',
    async (args) => {
      const { argo, stage } = await withServer('Failed');

      expect(codesOf(await stage.carryOut(onWorkflow('retry', { args })))).toEqual(['trigger.arguments']);
      expect(argo.calls).toEqual([]);
    },
  );

  it('says that it needs Argo’s API, and not of others’ Workflows', async () => {
    const stage = await withBuild({ status: { phase: 'Failed' } });
    expect(codesOf(await stage.carryOut(onWorkflow('retry')))).toEqual(['trigger.needs-argo-server']);
  });
});
