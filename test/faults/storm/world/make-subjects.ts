import type { Surroundings } from '../../../world/start-surroundings.ts';
import type { Outcome } from '../judge/ledger.ts';

/** A repository that something happens in. */
export interface Subject {
  /** `owner/name` */
  repository: string;
  kind: SubjectKind;
  installation: number;
}

export type SubjectKind = PushKind | 'tags' | 'proposals' | 'queue' | 'restless';

/** What comes of a push to a repository of that kind. */
export type PushKind = keyof typeof pushKinds;

interface Kind {
  files: Record<string, string>;
  /** Of each push, by the name of the check. */
  outcomes: Record<string, Outcome>;
}

function workflow(script: string, spec: object = {}, container: object = {}): string {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: 'ci-' },
    spec: {
      entrypoint: 'main',
      templates: [
        { name: 'main', container: { image: 'alpine:3.22', command: ['sh', '-c'], args: [script], ...container } },
      ],
      ...spec,
    },
  });
}

/** One check with this conclusion, of one Workflow. */
export function onceAs(conclusion: string): Outcome {
  return { conclusions: [conclusion], checks: [1, 1], runs: [1, 1] };
}

/** What is to come of something that a newer one replaced, or that was closed: its run may not have begun. */
export const overtaken: Outcome = { conclusions: ['success', 'cancelled'], checks: [1, 1], runs: [0, 1] };

const onPush = 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n';
const passing = { '.argo-events.yaml': onPush, '.argo/ci.yaml': workflow('true') };

const pushKinds = {
  passes: { files: passing, outcomes: { ci: onceAs('success') } },
  fails: {
    files: { '.argo-events.yaml': onPush, '.argo/ci.yaml': workflow('sleep 0.1; exit 3') },
    outcomes: { ci: onceAs('failure') },
  },
  /** Its Workflows are deleted right after they end, whether or not anybody has seen that. */
  expires: {
    files: {
      '.argo-events.yaml': onPush,
      '.argo/ci.yaml': workflow('true', { ttlStrategy: { secondsAfterCompletion: 0 } }),
    },
    outcomes: { ci: onceAs('success') },
  },
  /** It does not begin without the Secret that is made for it. */
  clones: {
    files: {
      '.argo-events.yaml': onPush,
      '.argo/ci.yaml': workflow(
        'test -s /git/token',
        {
          arguments: { parameters: [{ name: 'git-auth-secret' }] },
          volumes: [{ name: 'git', secret: { secretName: '{{workflow.parameters.git-auth-secret}}' } }],
        },
        { volumeMounts: [{ name: 'git', mountPath: '/git' }] },
      ),
    },
    outcomes: { ci: onceAs('success') },
  },
  doubles: {
    files: {
      '.argo-events.yaml':
        'pipelines: { ci: { on: push, workflow: .argo/ci.yaml }, lint: { on: push, workflow: .argo/lint.yaml } }\n',
      '.argo/ci.yaml': workflow('true'),
      '.argo/lint.yaml': workflow('exit 1'),
    },
    outcomes: { ci: onceAs('success'), lint: onceAs('failure') },
  },
  broken: {
    files: { '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/missing.yaml } }\n' },
    outcomes: { ci: { conclusions: ['failure'], checks: [1, 1], runs: [0, 0] } },
  },
  silent: {
    files: {
      ...passing,
      '.argo-events.yaml': 'pipelines: { ci: { on: { push: { branches: [never] } }, workflow: .argo/ci.yaml } }\n',
    },
    outcomes: {},
  },
  replaces: {
    files: {
      '.argo-events.yaml':
        'pipelines: { ci: { on: push, workflow: .argo/ci.yaml, concurrency: { cancel-in-progress: true } } }\n',
      '.argo/ci.yaml': workflow('sleep 0.3'),
    },
    outcomes: { ci: onceAs('success') },
  },
} as const satisfies Record<string, Kind>;

export const pushKindNames = Object.keys(pushKinds) as PushKind[];

export function outcomesOfPush(kind: PushKind): Record<string, Outcome> {
  return pushKinds[kind].outcomes;
}

const kinds: Record<SubjectKind, { files: Record<string, string> }> = {
  ...pushKinds,
  tags: {
    files: {
      ...passing,
      '.argo-events.yaml': 'pipelines: { ci: { on: { push: { tags: ["v*"] } }, workflow: .argo/ci.yaml } }\n',
    },
  },
  proposals: {
    files: {
      ...passing,
      '.argo-events.yaml':
        'pipelines: { ci: { on: pull_request, workflow: .argo/ci.yaml }, deploy: { on: { issue_comment: { command: deploy } }, workflow: .argo/ci.yaml } }\n',
    },
  },
  queue: {
    files: { ...passing, '.argo-events.yaml': 'pipelines: { ci: { on: merge_group, workflow: .argo/ci.yaml } }\n' },
  },
  restless: { files: passing },
};

/** What an account has: about half of the kinds, as every repository takes a while to make. */
const shares: readonly (readonly SubjectKind[])[] = [
  ['passes', 'expires', 'doubles', 'replaces', 'proposals'],
  ['fails', 'broken', 'silent', 'passes', 'queue'],
  ['expires', 'replaces', 'tags', 'doubles', 'proposals'],
  ['fails', 'passes', 'queue', 'clones'],
];

/** An account of its own, from which the App is kept out now and then. */
const restlessShare: readonly SubjectKind[] = ['restless'];

/** At least one of each kind; the app writes only so much a minute for one account, so that there have to be many. */
export async function makeSubjects({ github }: Surroundings, accounts: number): Promise<Subject[]> {
  const numbers = Array.from({ length: Math.max(accounts, shares.length) }, (_, index) => index);
  const made: Subject[][] = [];
  // Two at a time: each is a handful of short processes.
  const makeNext = async (): Promise<void> => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const share = shares[number % shares.length] ?? [];
      const account = await makeAccount(github, `storm-${number + 1}`, share);
      const isLast = number % shares.length === shares.length - 1;
      made[number] = isLast
        ? [...account, ...(await makeAccount(github, `restless-${number + 1}`, restlessShare))]
        : account;
    }
  };
  await Promise.all([makeNext(), makeNext()]);
  return made.flat();
}

async function makeAccount(
  github: Surroundings['github'],
  account: string,
  share: readonly SubjectKind[],
): Promise<Subject[]> {
  const repositories = share.map((kind) => ({ kind, repository: `${account}/${kind}` }));
  for (const { kind, repository } of repositories)
    await github.createRepository({ repository, files: kinds[kind].files });
  // By name, so that one can be taken out and put back.
  const { id } = await github.installApp({ account, repositories: repositories.map(({ repository }) => repository) });
  return repositories.map((each) => ({ ...each, installation: id }));
}
