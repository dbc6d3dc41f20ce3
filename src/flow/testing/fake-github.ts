import type {
  ChangedFile,
  GithubFailure,
  GithubResult,
  RepositoryFile,
  RepositoryFiles,
  RepositoryState,
} from '../../github/github.ts';
import type { LatestCheck, PullRequest } from '../../github/people/people.ts';
import type { FlowGithub } from '../flow-tools.ts';

export interface FakeGithub {
  api: FlowGithub;
  /** What was asked, in order: `files <expression>`, `file <commit>:<path>`, `changed <range as JSON>`, `pull <number>`, … */
  calls: string[];
  /** By the expression that is asked for: a commit, a ref or `HEAD`. */
  files: Map<string, RepositoryFiles>;
  /** By full name. */
  repositories: Map<string, RepositoryState>;
  /** By path, at any commit. */
  elsewhere: Map<string, RepositoryFile>;
  changed: ChangedFile[];
  /** By number. */
  pullRequests: Map<number, PullRequest>;
  /** The checks that GitHub has, on any commit. */
  shown: LatestCheck[];
  /** What becomes of a call; undefined = it is answered. */
  answer: (call: string) => GithubFailure | undefined;
}

/** GitHub as far as deciding and starting runs asks it. */
export function createFakeGithub(): FakeGithub {
  const notUsed = async () => fail({ kind: 'refused', message: 'not part of this stand-in' });
  const github: FakeGithub = {
    calls: [],
    files: new Map(),
    repositories: new Map(),
    elsewhere: new Map(),
    changed: [],
    pullRequests: new Map(),
    shown: [],
    answer: () => undefined,
    api: {
      readRepositoryFiles: async (_repository, expression) =>
        perform(`files ${expression}`, () => github.files.get(expression)),
      readRepository: async ({ owner, name }) =>
        perform(`repository ${owner}/${name}`, () => github.repositories.get(`${owner}/${name}`)),
      readFile: async (_repository, commit, path) =>
        perform(`file ${commit}:${path}`, () => github.elsewhere.get(path)),
      listChangedFiles: async (_repository, range) => perform(`changed ${JSON.stringify(range)}`, () => github.changed),
      readPullRequest: async (_repository, number) => perform(`pull ${number}`, () => github.pullRequests.get(number)),
      listPullRequests: async (_repository, commit) =>
        perform(`pulls of ${commit}`, () =>
          [...github.pullRequests.values()].filter((each) => each.head.sha === commit),
        ),
      listLatestChecks: async (_repository, commit) => perform(`checks of ${commit}`, () => github.shown),
      createCheckRun: notUsed,
      updateCheckRun: notUsed,
      listCheckRuns: notUsed,
      checkCredentials: notUsed,
    },
  };

  function perform<Value>(call: string, act: () => Value): GithubResult<Value> {
    github.calls.push(call);
    const failure = github.answer(call);
    return failure === undefined ? { ok: true, value: act() } : fail(failure);
  }

  return github;
}

export function makeFile(
  path: string,
  text: string | undefined,
  byteSize = Buffer.byteLength(text ?? ''),
): RepositoryFile {
  return { path, byteSize, oid: 'f'.repeat(40), ...(text === undefined ? {} : { text }) };
}

function fail(failure: GithubFailure): { ok: false; failure: GithubFailure } {
  return { ok: false, failure };
}
