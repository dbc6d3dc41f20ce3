import { describe, expect, it } from 'vitest';
import { connectAnswering } from '../testing/answering-github.ts';

function connect(...answers: unknown[]) {
  const { ofApp, asked } = connectAnswering(...answers);
  return { github: ofApp, asked };
}

const text = `ghs_7_${'x'.repeat(514)}`;

describe('a token for a run', () => {
  it('opens one repository for reading, whatever the App may do', async () => {
    const { github, asked } = connect({ token: text, expires_at: '2026-03-04T06:06:07Z', permissions: {} });
    expect(await github.createReadToken({ installationId: 11, id: 5 })).toEqual({
      ok: true,
      value: { token: text, expiresAt: Date.parse('2026-03-04T06:06:07Z') },
    });
    expect(asked).toEqual([
      {
        route: 'POST /app/installations/{installation_id}/access_tokens',
        parameters: { installation_id: 11, repository_ids: [5], permissions: { contents: 'read' } },
      },
    ]);
  });

  it.each([
    [404, 'gone'],
    [422, 'refused'],
  ])('is not to be had where GitHub answers %i', async (status, kind) => {
    const { github } = connect(status);
    expect(await github.createReadToken({ installationId: 11, id: 5 })).toMatchObject({ failure: { kind } });
  });

  it('is asked for again where GitHub is in trouble', async () => {
    const { github, asked } = connect(503, { token: text, expires_at: '2026-03-04T06:06:07Z' });
    expect(await github.createReadToken({ installationId: 11, id: 5 })).toMatchObject({ ok: true });
    expect(asked).toHaveLength(2);
  });
});

describe('an installation', () => {
  it.each([
    [{ id: 11, suspended_at: null }, true],
    [{ id: 11, suspended_at: '2026-03-04T06:06:07Z' }, false],
    [404, false],
  ])('that GitHub answers with %j is active: %s', async (answer, value) => {
    const { github, asked } = connect(answer);
    expect(await github.isActive(11)).toEqual({ ok: true, value });
    expect(asked[0]?.parameters).toEqual({ installation_id: 11 });
  });

  it.each([
    [{ id: 11 }, 11],
    [{ id: 11, suspended_at: '2026-03-04T06:06:07Z' }, undefined],
    [404, undefined],
  ])('of a repository that GitHub answers with %j is %s', async (answer, value) => {
    const { github, asked } = connect(answer);
    expect(await github.findInstallation('acme/shop')).toEqual({ ok: true, value });
    expect(asked[0]?.parameters).toEqual({ owner: 'acme', repo: 'shop' });
  });

  it('is not known while GitHub does not say', async () => {
    const { github } = connect(503, 503, 503);
    expect(await github.isActive(11)).toMatchObject({ ok: false, failure: { kind: 'later' } });
  });
});

describe('repositories of an installation', () => {
  const page = (count: number) => ({
    total_count: 101,
    repositories: Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      name: 'shop',
      owner: { login: 'acme' },
    })),
  });

  it.each([
    [100, false],
    [1, true],
  ])('are read a page at a time: one of %i is the last: %s', async (count, isLast) => {
    const { github, asked } = connectAnswering(page(count));
    const listed = await github.listRepositories(11, 2);
    expect(listed).toMatchObject({ ok: true, value: { isLast } });
    expect(listed.ok && listed.value.repositories[0]).toEqual({ id: 1, owner: 'acme', name: 'shop' });
    expect(asked).toEqual([{ route: 'GET /installation/repositories', parameters: { per_page: 100, page: 2 } }]);
  });

  it('are not known where the installation does not work', async () => {
    expect(await connectAnswering(403).github.listRepositories(11, 1)).toMatchObject({ ok: false });
  });
});

describe('all installations', () => {
  it('are read page by page, without those that are suspended', async () => {
    const full = Array.from({ length: 100 }, (_, index) => ({ id: index + 1, suspended_at: null }));
    const { github, asked } = connect(full, [{ id: 101 }, { id: 102, suspended_at: '2026-01-01T00:00:00Z' }]);
    const listed = await github.listInstallations();
    expect(listed.ok && [listed.value.size, listed.value.has(101), listed.value.has(102)]).toEqual([101, true, false]);
    expect(asked.map(({ parameters }) => parameters.page)).toEqual([1, 2]);
  });

  it('are not known where a page is missing', async () => {
    const { github } = connect(
      Array.from({ length: 100 }, (_, index) => ({ id: index + 1 })),
      404,
    );
    expect(await github.listInstallations()).toMatchObject({ ok: false });
  });
});
