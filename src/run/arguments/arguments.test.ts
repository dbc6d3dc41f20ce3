import { describe, expect, it } from 'vitest';
import type { GithubFacts } from '../../event/facts.ts';
import { filledParameterNames, fillParameters } from './fill-parameters.ts';
import { readSubmitArguments } from './read-submit-arguments.ts';
import { readParameters, setParameter, withParameters } from './workflow-parameter.ts';

const facts: GithubFacts = {
  eventName: 'push',
  sha: 'c'.repeat(40),
  before: 'b'.repeat(40),
  ref: 'refs/heads/main',
  refName: 'main',
  branch: 'main',
  defaultBranch: 'main',
  repository: {
    id: 1,
    owner: 'acme',
    name: 'shop',
    fullName: 'acme/shop',
    url: 'https://github.com/acme/shop',
    cloneUrl: 'https://github.com/acme/shop.git',
    private: true,
  },
  sender: 'ann',
};
const same = (text: string) => text;

describe('args of an argoWorkflow trigger', () => {
  it.each([
    [
      ['-p', 'a=1', '--parameter', 'b=x=y'],
      [
        ['a', '1'],
        ['b', 'x=y'],
      ],
    ],
    [
      ['-pa=1', '--parameter=b='],
      [
        ['a', '1'],
        ['b', ''],
      ],
    ],
    [[], []],
  ])('reads %j', (args, parameters) => {
    expect(readSubmitArguments(args)).toEqual({ ok: true, parameters });
  });

  it.each([[['--serviceaccount', 'x']], [['-p']], [['-p', 'novalue']], [['-p', '=x']], [['name=x']], [['-l', 'a=b']]])(
    'refuses %j with a problem',
    (args) => {
      expect(readSubmitArguments(args)).toMatchObject({ ok: false, problem: { code: 'run.unknown-argument' } });
    },
  );
});

describe('the parameters that fill themselves', () => {
  it('fills every declared one', () => {
    const declared = filledParameterNames.map((name) => ({ name }));
    const pullRequest = {
      number: 5,
      title: 't',
      draft: false,
      labels: [],
      author: 'a',
      base: { ref: 'main', sha: 'e' },
      head: { ref: 'x', sha: 'd', repository: 'acme/shop' },
      fork: false,
    };

    const filled = fillParameters(declared, { ...facts, tag: 'v1', pullRequest }, 'commit', same);

    expect(Object.fromEntries(filled.map((each) => [each.name, each.value]))).toEqual({
      revision: 'commit',
      ref: 'refs/heads/main',
      branch: 'main',
      tag: 'v1',
      repo: 'acme/shop',
      'repo-url': 'https://github.com/acme/shop.git',
      'repo-owner': 'acme',
      'repo-name': 'shop',
      'pull-request-number': '5',
      'base-ref': 'main',
      'base-revision': 'e',
      event: 'push',
      sender: 'ann',
    });
  });

  it('leaves values, sources and undeclared names alone', () => {
    const declared = [
      { name: 'revision', value: 'v' },
      { name: 'branch', valueFrom: { configMapKeyRef: {} } },
      { name: 'other' },
    ];

    expect(fillParameters(declared, facts, 'commit', same)).toEqual(declared);
  });

  it('gives what the event does not have as empty text, unless there is a default', () => {
    const declared = [{ name: 'tag' }, { name: 'pull-request-number', default: '0' }];

    expect(fillParameters(declared, facts, 'commit', same)).toEqual([
      { name: 'tag', value: '' },
      { name: 'pull-request-number', default: '0', value: '0' },
    ]);
  });

  it('marks what it fills', () => {
    const filled = fillParameters(
      [{ name: 'branch' }],
      { ...facts, branch: '{{x}}' },
      'commit',
      (text) => `marked ${text}`,
    );

    expect(filled).toEqual([{ name: 'branch', value: 'marked {{x}}' }]);
  });
});

describe('a Workflow’s parameters', () => {
  const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: {}, spec: {} };

  it('are set by name, declared where missing, and replace another source', () => {
    const parameters = setParameter(setParameter([{ name: 'a', valueFrom: {} }], 'a', '1'), 'b', '2');

    expect(parameters).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ]);
    expect(readParameters(withParameters(workflow, parameters).spec)).toEqual(parameters);
  });

  it.each([[undefined], [null], ['text'], [{ parameters: 'x' }], [{ parameters: [null, 3, {}] }]])(
    'counts as none in %j',
    (given) => {
      expect(readParameters({ arguments: given })).toEqual([]);
    },
  );

  it('adds nothing to a Workflow that has none', () => {
    expect(withParameters(workflow, [])).toBe(workflow);
  });
});
