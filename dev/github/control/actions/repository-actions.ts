import { z } from 'zod';
import { createAccount, findAccount } from '../../change/app/accounts.ts';
import { Refused } from '../../change/refused.ts';
import { moveRef, type Pushed, pushCommits, writeTagObject } from '../../change/repository/push.ts';
import { createRepository, forkRepository, requireRepository } from '../../change/repository/repositories.ts';
import { listRefs, readRef } from '../../git/refs.ts';
import { cloneUrlOf } from '../../payload/repository-payload.ts';
import { fullNameOf, type RepositoryRecord } from '../../store/repository-record.ts';
import { defineAction } from '../action.ts';
import { changesOf, files, personNamed, repositoryName, sender } from '../inputs.ts';

async function describe(repository: RepositoryRecord) {
  return {
    id: repository.id,
    fullName: fullNameOf(repository),
    directory: repository.git.directory,
    cloneUrl: cloneUrlOf(repository),
    defaultBranch: repository.defaultBranch,
    /** The default branch's tip; absent while the repository is empty. */
    sha: await readRef(repository.git, `refs/heads/${repository.defaultBranch}`),
  };
}

const create = defineAction(
  z.object({
    repository: repositoryName,
    private: z.boolean().default(false),
    defaultBranch: z.string().default('main'),
    /** The first commit's files; without them the repository is empty. */
    files: files.optional(),
    message: z.string().default('Initial commit'),
    sender,
  }),
  async ({ world }, wanted) => {
    const { store } = world;
    const [login = '', name = ''] = wanted.repository.split('/');
    const owner = findAccount(store, login) ?? createAccount(store, login, 'Organization');
    const creator = personNamed(store, wanted.sender);
    const { defaultBranch } = wanted;
    const repository = await createRepository(store, { owner, name, private: wanted.private, defaultBranch });
    repository.roles.set(creator.login, 'admin');
    if (wanted.files !== undefined) {
      const changes = changesOf(wanted.files);
      const commits = [{ message: wanted.message, changes, author: undefined, date: undefined }];
      await pushCommits(world, { repository, branch: defaultBranch, commits, from: undefined, sender: creator });
    }
    return describe(repository);
  },
);

const fork = defineAction(
  z.object({ repository: repositoryName, owner: z.string(), name: z.string().optional() }),
  async ({ world: { store } }, wanted) => {
    const parent = requireRepository(store, wanted.repository);
    const name = wanted.name ?? parent.name;
    return describe(await forkRepository(store, parent, personNamed(store, wanted.owner), name));
  },
);

const getRepository = defineAction(z.object({ repository: repositoryName }), ({ world: { store } }, { repository }) =>
  describe(requireRepository(store, repository)),
);

const listRepositories = defineAction(z.object({}), ({ world: { store } }) =>
  Promise.all([...store.repositories.values()].map(describe)),
);

const setRole = defineAction(
  z.object({
    repository: repositoryName,
    login: z.string(),
    /** `null` takes the role away. */
    role: z.enum(['admin', 'maintain', 'write', 'triage', 'read']).nullable(),
  }),
  ({ world: { store } }, { login, repository: name, role }) => {
    const repository = requireRepository(store, name);
    const { login: known } = personNamed(store, login);
    if (role === null) repository.roles.delete(known);
    else repository.roles.set(known, role);
  },
);

const author = z.object({ name: z.string(), email: z.string() }).optional();
const date = z.iso.datetime({ offset: true }).optional();
const commit = z.object({ files: files.default({}), message: z.string().default('Change files'), author, date });

const push = defineAction(
  z.object({
    repository: repositoryName,
    /** The default branch when absent. */
    branch: z.string().optional(),
    ...commit.shape,
    /** Several commits in one push, in order, instead of `files` and `message`. */
    commits: z.array(commit).optional(),
    /** Where the first commit stands (a commit, branch or tag); other than the tip it makes a forced push. */
    from: z.string().optional(),
    sender,
  }),
  ({ world }, wanted): Promise<Pushed> => {
    const repository = requireRepository(world.store, wanted.repository);
    const commits = (wanted.commits ?? [wanted]).map((one) => ({
      message: one.message,
      changes: changesOf(one.files),
      author: one.author,
      date: one.date === undefined ? undefined : new Date(one.date),
    }));
    const branch = wanted.branch ?? repository.defaultBranch;
    const { from } = wanted;
    return pushCommits(world, { repository, branch, commits, from, sender: personNamed(world.store, wanted.sender) });
  },
);

const setRef = defineAction(
  z.object({
    repository: repositoryName,
    ref: z.string().startsWith('refs/'),
    /** A commit, branch or tag that exists; `null` deletes the ref. */
    to: z.string().nullable(),
    sender,
  }),
  ({ world }, { ref, repository, sender: login, to }) =>
    moveRef(world, {
      repository: requireRepository(world.store, repository),
      ref,
      to: to ?? undefined,
      sender: personNamed(world.store, login),
    }),
);

const deleteBranch = defineAction(
  z.object({ repository: repositoryName, branch: z.string(), sender }),
  ({ world }, { branch, repository, sender: login }) =>
    moveRef(world, {
      repository: requireRepository(world.store, repository),
      ref: `refs/heads/${branch}`,
      to: undefined,
      sender: personNamed(world.store, login),
    }),
);

const createTag = defineAction(
  z.object({
    repository: repositoryName,
    tag: z.string(),
    /** The default branch when absent. */
    target: z.string().optional(),
    /** Makes an annotated tag: the push's `after` is then the tag's own id. */
    message: z.string().optional(),
    sender,
  }),
  async ({ world }, wanted) => {
    const repository = requireRepository(world.store, wanted.repository);
    const found = await repository.git.readCommit(wanted.target ?? repository.defaultBranch);
    if (found === undefined) throw new Refused(`there is no commit ${wanted.target ?? repository.defaultBranch}`);
    const { message, tag: name } = wanted;
    const at = world.store.now();
    const to =
      message === undefined
        ? found.oid
        : await writeTagObject(repository, { name, commit: found.oid, message, date: at });
    const by = personNamed(world.store, wanted.sender);
    return moveRef(world, { repository, ref: `refs/tags/${name}`, to, sender: by });
  },
);

const listBranches = defineAction(z.object({ repository: repositoryName }), async ({ world }, { repository }) => {
  const refs = await listRefs(requireRepository(world.store, repository).git, 'refs/heads/');
  return refs.map(({ name, oid }) => ({ name: name.slice('refs/heads/'.length), sha: oid }));
});

export const repositoryActions = {
  createRepository: create,
  forkRepository: fork,
  getRepository,
  listRepositories,
  setRole,
  push,
  setRef,
  deleteBranch,
  createTag,
  listBranches,
};
