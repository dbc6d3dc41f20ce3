import { describe, expect, it } from 'vitest';
import type { GitHub, GithubResult, RepositoryAddress, RepositoryFiles } from './github.ts';
import { shareFileReads } from './share-file-reads.ts';

const repository: RepositoryAddress = { installationId: 1, id: 2, owner: 'acme', name: 'shop' };
const commit = 'a'.repeat(40);

function countReads(answer: (expression: string) => GithubResult<RepositoryFiles | undefined>) {
  const asked: string[] = [];
  const readRepositoryFiles: GitHub['readRepositoryFiles'] = async (_repository, expression) => {
    asked.push(expression);
    return answer(expression);
  };
  return { asked, github: shareFileReads({ readRepositoryFiles } as GitHub) };
}

const found = (expression: string, text = ''): GithubResult<RepositoryFiles> => ({
  ok: true,
  value: { commit: expression, workflows: [{ path: '.argo/ci.yaml', text, byteSize: text.length, oid: 'b' }] },
});

describe('reading the files of a commit', () => {
  it('asks GitHub once for events that come together', async () => {
    const { asked, github } = countReads(found);

    const [first, second] = await Promise.all([
      github.readRepositoryFiles(repository, commit),
      github.readRepositoryFiles(repository, commit),
    ]);

    expect(asked).toEqual([commit]);
    expect(second).toEqual(first);
  });

  it('does not answer for another repository or installation', async () => {
    const { asked, github } = countReads(found);

    await github.readRepositoryFiles(repository, commit);
    await github.readRepositoryFiles({ ...repository, id: 3 }, commit);
    await github.readRepositoryFiles({ ...repository, installationId: 4 }, commit);

    expect(asked).toHaveLength(3);
  });

  it.each<[string, string, GithubResult<undefined>]>([
    ['a branch, which moves', 'HEAD', { ok: true, value: undefined }],
    ['a commit that was not there yet', commit, { ok: true, value: undefined }],
    ['a failure', commit, { ok: false, failure: { kind: 'later', message: 'busy' } }],
  ])('asks anew for %s', async (_title, expression, answer) => {
    const { asked, github } = countReads(() => answer);

    await github.readRepositoryFiles(repository, expression);
    await github.readRepositoryFiles(repository, expression);

    expect(asked).toHaveLength(2);
  });

  it('knows a commit from a branch that was found to be at it, but only with its message', async () => {
    const at = (message: object) => ({ ok: true as const, value: { commit, ...message, workflows: [] } });
    for (const [message, reads] of [
      [{ message: 'Tidy up' }, ['refs/heads/main']],
      [{}, ['refs/heads/main', commit]],
    ] as const) {
      const { asked, github } = countReads(() => at(message));
      await github.readRepositoryFiles(repository, 'refs/heads/main');
      await github.readRepositoryFiles(repository, commit);
      expect(asked).toEqual(reads);
    }
  });

  it('keeps a bounded amount of text', async () => {
    const { asked, github } = countReads((expression) => found(expression, 'x'.repeat(20 * 1024 * 1024)));
    const other = 'b'.repeat(40);

    await github.readRepositoryFiles(repository, commit);
    await github.readRepositoryFiles(repository, other);
    await github.readRepositoryFiles(repository, other);
    await github.readRepositoryFiles(repository, commit);

    expect(asked).toEqual([commit, other, commit]);
  });
});
