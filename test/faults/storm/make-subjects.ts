import type { Surroundings } from '../../integration/start-surroundings.ts';

/** What is to come of each push to a repository. */
export interface Expectation {
  /** Names of the checks, each with the conclusions that are right. */
  checks: Record<string, readonly string[]>;
  /** Workflows for each check; a run that something newer replaced may not have begun. */
  runs: 'one' | 'none' | 'at most one';
}

export interface Subject {
  repository: string;
  kind: SubjectKind;
}

export type SubjectKind = keyof typeof kinds;

interface Kind {
  files: Record<string, string>;
  expected: Expectation;
}

function workflow(script: string, spec: object = {}): string {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: 'ci-' },
    spec: {
      entrypoint: 'main',
      templates: [{ name: 'main', container: { image: 'alpine:3.22', command: ['sh', '-c'], args: [script] } }],
      ...spec,
    },
  });
}

const onPush = 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n';
const succeeds = { ci: ['success'] };

const kinds = {
  passes: {
    files: { '.argo-events.yaml': onPush, '.argo/ci.yaml': workflow('true') },
    expected: { checks: succeeds, runs: 'one' },
  },
  fails: {
    files: { '.argo-events.yaml': onPush, '.argo/ci.yaml': workflow('sleep 0.1; exit 3') },
    expected: { checks: { ci: ['failure'] }, runs: 'one' },
  },
  /** Its Workflows are deleted right after they end, whether or not anybody has seen that. */
  expires: {
    files: {
      '.argo-events.yaml': onPush,
      '.argo/ci.yaml': workflow('true', { ttlStrategy: { secondsAfterCompletion: 0 } }),
    },
    expected: { checks: succeeds, runs: 'one' },
  },
  doubles: {
    files: {
      '.argo-events.yaml':
        'pipelines: { ci: { on: push, workflow: .argo/ci.yaml }, lint: { on: push, workflow: .argo/lint.yaml } }\n',
      '.argo/ci.yaml': workflow('true'),
      '.argo/lint.yaml': workflow('exit 1'),
    },
    expected: { checks: { ci: ['success'], lint: ['failure'] }, runs: 'one' },
  },
  broken: {
    files: { '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/missing.yaml } }\n' },
    expected: { checks: { ci: ['failure'] }, runs: 'none' },
  },
  silent: {
    files: {
      '.argo-events.yaml': 'pipelines: { ci: { on: { push: { branches: [never] } }, workflow: .argo/ci.yaml } }\n',
      '.argo/ci.yaml': workflow('true'),
    },
    expected: { checks: {}, runs: 'none' },
  },
  replaces: {
    files: {
      '.argo-events.yaml':
        'pipelines: { ci: { on: push, workflow: .argo/ci.yaml, concurrency: { cancel-in-progress: true } } }\n',
      '.argo/ci.yaml': workflow('sleep 0.3'),
    },
    expected: { checks: succeeds, runs: 'one' },
  },
} as const satisfies Record<string, Kind>;

/** What is to come of a push that a newer one of the same branch followed. */
const replaced: Expectation = { checks: { ci: ['success', 'cancelled'] }, runs: 'at most one' };

const kindNames = Object.keys(kinds) as SubjectKind[];

export function expectationOf({ kind }: Subject, isLatestOfBranch: boolean): Expectation {
  return kind === 'replaces' && !isLatestOfBranch ? replaced : kinds[kind].expected;
}

/** A repository of each kind for each of so many accounts; the app writes only so much a minute for one account. */
export async function makeSubjects(
  { github }: Surroundings,
  accounts: number,
): Promise<{ subjects: Subject[]; installations: number[] }> {
  const subjects: Subject[] = [];
  const installations: number[] = [];
  for (let number = 1; number <= accounts; number += 1) {
    const account = `storm-${number}`;
    for (const kind of kindNames) {
      const repository = `${account}/${kind}`;
      await github.createRepository({ repository, files: kinds[kind].files });
      subjects.push({ repository, kind });
    }
    installations.push((await github.installApp({ account })).id);
  }
  return { subjects, installations };
}
