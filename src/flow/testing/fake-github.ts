import type {
  ChangedFile,
  GitHub,
  GithubFailure,
  GithubResult,
  RepositoryFile,
  RepositoryFiles,
} from '../../github/github.ts';

export interface FakeGithub {
  api: GitHub;
  /** What was asked, in order: `files <expression>`, `file <commit>:<path>`, `changed <range as JSON>`. */
  calls: string[];
  /** By the expression that is asked for: a commit, a ref or `HEAD`. */
  files: Map<string, RepositoryFiles>;
  /** By path, at any commit. */
  elsewhere: Map<string, RepositoryFile>;
  changed: ChangedFile[];
  /** What becomes of a call; undefined = it is answered. */
  answer: (call: string) => GithubFailure | undefined;
}

/** GitHub as far as deciding and starting runs asks it. */
export function createFakeGithub(): FakeGithub {
  const notUsed = async () => fail({ kind: 'refused', message: 'not part of this stand-in' });
  const github: FakeGithub = {
    calls: [],
    files: new Map(),
    elsewhere: new Map(),
    changed: [],
    answer: () => undefined,
    api: {
      readRepositoryFiles: async (_repository, expression) =>
        perform(`files ${expression}`, () => github.files.get(expression)),
      readFile: async (_repository, commit, path) =>
        perform(`file ${commit}:${path}`, () => github.elsewhere.get(path)),
      listChangedFiles: async (_repository, range) => perform(`changed ${JSON.stringify(range)}`, () => github.changed),
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
