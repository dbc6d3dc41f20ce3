import type {
  CheckProgress,
  CheckState,
  GitHub,
  GithubFailure,
  GithubResult,
  NewCheck,
  RepositoryAddress,
} from '../../github/github.ts';

export interface ShownCheck extends NewCheck {
  id: number;
  installationId: number;
  /** All annotations that arrived, of all calls. */
  allAnnotations: number;
}

export interface CheckCall {
  method: 'create' | 'update' | 'list';
  installationId: number;
  name: string;
  status?: string;
  output?: CheckState['output'];
}

/** `lost`: done, but the answer never comes back. `arrives`: cut off at once, and done all the same when that resolves. */
export type Answer = GithubFailure | 'lost' | { arrives: Promise<unknown> } | undefined;

export interface FakeGithub {
  api: GitHub;
  checks: ShownCheck[];
  calls: CheckCall[];
  /** What GitHub would refuse, and what must never happen: a completed check that is taken back. */
  violations: string[];
  /** Decides what becomes of a call; undefined = it succeeds. May wait. */
  answer: (call: CheckCall) => Answer | Promise<Answer>;
}

const unanswered = { ok: false, failure: { kind: 'later', message: 'socket hang up', isUnanswered: true } } as const;

/** GitHub's check runs, with its limits enforced. */
export function createFakeGithub(): FakeGithub {
  const github: FakeGithub = { api: makeApi(), checks: [], calls: [], violations: [], answer: () => undefined };

  function makeApi(): GitHub {
    const notUsed = async () => later('not part of this stand-in');
    return {
      createCheckRun: (repository, check) =>
        perform({ ...callOf('create', repository, check), name: check.name }, () => create(repository, check)),
      updateCheckRun: (repository, id, state, { signal } = {}) => {
        const done = perform(callOf('update', repository, state), () => update(repository, id, state));
        return signal === undefined ? done : Promise.race([done, givenUp(signal)]);
      },
      listCheckRuns: (repository, commit, name) =>
        perform({ method: 'list', installationId: repository.installationId, name }, () => list(commit, name)),
      readRepositoryFiles: notUsed,
      readRepository: notUsed,
      readFile: notUsed,
      listChangedFiles: notUsed,
      checkCredentials: notUsed,
    };
  }

  async function perform<Value>(call: CheckCall, act: () => GithubResult<Value>): Promise<GithubResult<Value>> {
    github.calls.push(call);
    const answer = await github.answer(call);
    if (answer === 'lost') {
      act();
      return unanswered;
    }
    if (typeof answer === 'object' && 'arrives' in answer) {
      void answer.arrives.then(act);
      return unanswered;
    }
    return answer === undefined ? act() : { ok: false, failure: answer };
  }

  function create(repository: RepositoryAddress, check: NewCheck): GithubResult<{ id: number }> {
    const wrong = findFault(check);
    if (wrong !== undefined) return refuse(wrong);
    const id = github.checks.length + 1;
    const allAnnotations = check.output.annotations?.length ?? 0;
    github.checks.push({ ...check, id, installationId: repository.installationId, allAnnotations });
    return { ok: true, value: { id } };
  }

  function update(
    repository: RepositoryAddress,
    id: number,
    state: CheckState | CheckProgress,
  ): GithubResult<undefined> {
    const wrong = findFault(state);
    if (wrong !== undefined) return refuse(wrong);
    const check = github.checks.find((each) => each.id === id && each.installationId === repository.installationId);
    if (check === undefined) return { ok: false, failure: { kind: 'gone', message: 'Not Found' } };
    if ('status' in state && check.status === 'completed' && state.conclusion !== check.conclusion) {
      github.violations.push(`check ${id} went from ${check.conclusion} to ${state.conclusion ?? state.status}`);
    }
    Object.assign(check, state, { allAnnotations: check.allAnnotations + (state.output.annotations?.length ?? 0) });
    return { ok: true, value: undefined };
  }

  function list(commit: string, name: string) {
    const found = github.checks.filter((each) => each.headSha === commit && each.name === name);
    const value = found.toReversed().map((each) => ({ ...each, annotations: each.allAnnotations }));
    return { ok: true as const, value };
  }

  function refuse(message: string): { ok: false; failure: GithubFailure } {
    github.violations.push(message);
    return { ok: false, failure: { kind: 'refused', message } };
  }

  return github;
}

function callOf(
  method: 'create' | 'update',
  repository: RepositoryAddress,
  state: CheckState | CheckProgress,
): CheckCall {
  const status = 'status' in state ? { status: state.status } : {};
  return { method, installationId: repository.installationId, name: '', ...status, output: state.output };
}

/** What a request answers that was given up. */
function givenUp(signal: AbortSignal): Promise<{ ok: false; failure: GithubFailure }> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(later('given up'))));
}

function later(message: string): { ok: false; failure: GithubFailure } {
  return { ok: false, failure: { kind: 'later', message } };
}

function findFault(state: CheckState | CheckProgress): string | undefined {
  const { title, summary, annotations } = state.output;
  if ('status' in state && (state.status === 'completed') !== (state.conclusion !== undefined))
    return 'conclusion and status do not agree';
  if (title === '' || title.length > 255) return `title of ${title.length} characters`;
  if (summary === '' || Buffer.byteLength(summary) > 65_535) return `summary of ${Buffer.byteLength(summary)} bytes`;
  if ((annotations?.length ?? 0) > 50) return `${annotations?.length} annotations`;
  return undefined;
}
