import { setTimeout as wait } from 'node:timers/promises';
import { proposeFromFork } from '../../../world/propose-from-fork.ts';
import type { Surroundings } from '../../../world/start-surroundings.ts';
import type { Expectation } from '../judge/ledger.ts';
import { onceAs, overtaken, type Subject } from '../world/make-subjects.ts';
import { type Acts, type ActWorld, findConcluded, owner } from './act.ts';

interface OpenPull {
  number: number;
  branch: string;
  /** Of every head it had. */
  expectations: Expectation[];
  changedAt: number;
}

/** Times of a pull request have whole seconds, too. */
const apartMs = 1100;

/** Pull requests, those of strangers too, and what is said on them. */
export function createProposalActs(world: ActWorld, surroundings: Surroundings): Acts {
  const { github, ledger, random, next, borrow } = world;
  const pulls = new Map<string, OpenPull[]>();
  const waiting = new Set<Expectation>();

  function expectRun(repository: string, sha: string, deed: string): Expectation {
    return ledger.expect({ repository, sha, name: 'ci', outcome: onceAs('success'), deed, isRepeatable: true });
  }

  async function open({ repository }: Subject): Promise<boolean> {
    const branch = `topic-${next()}`;
    const { after: sha } = await github.push({ repository, branch, files: { [branch]: 'new' } });
    const { number } = await github.openPullRequest({ repository, head: branch, author: owner });
    const expectations = [expectRun(repository, sha, `pull request #${number} opened`)];
    const opened = { number, branch, expectations, changedAt: performance.now() };
    pulls.set(repository, [...(pulls.get(repository) ?? []), opened]);
    return true;
  }

  async function withPull(
    { repository }: Subject,
    work: (pull: OpenPull, repository: string) => Promise<boolean>,
  ): Promise<boolean> {
    const known = pulls.get(repository) ?? [];
    if (known.length === 0) return false;
    const pull = random.pick(known);
    const since = performance.now() - pull.changedAt;
    if (since < apartMs) await wait(apartMs - since);
    const done = await work(pull, repository);
    pull.changedAt = performance.now();
    return done;
  }

  async function synchronize(pull: OpenPull, repository: string): Promise<boolean> {
    const files = { [pull.branch]: String(next()) };
    const { after: sha } = await github.push({ repository, branch: pull.branch, files });
    pull.expectations.push(expectRun(repository, sha, `pull request #${pull.number} changed`));
    return true;
  }

  async function close(pull: OpenPull, repository: string): Promise<boolean> {
    // What was asked for again may or may not begin any more, and then says nothing.
    if (pull.expectations.some((each) => !each.isRepeatable)) return false;
    for (const each of pull.expectations) Object.assign(each, { outcome: overtaken, isRepeatable: false });
    leaveAlone(pull, repository);
    await github.closePullRequest({ repository, number: pull.number });
    return true;
  }

  function leaveAlone(pull: OpenPull, repository: string): void {
    const others = (pulls.get(repository) ?? []).filter((each) => each !== pull);
    pulls.set(repository, others);
  }

  /** `/test` of the newest head, which has to have had its check by then: a command for what runs is one with that. */
  async function commandTest(pull: OpenPull, repository: string): Promise<boolean> {
    const { number, expectations } = pull;
    const newest = expectations.at(-1);
    if (newest === undefined || !newest.isRepeatable) return false;
    if ((await findConcluded(world, newest)) === undefined || !newest.isRepeatable) return false;
    newest.isRepeatable = false;
    // A comment names no commit: it is about the head of the moment at which it is heard.
    leaveAlone(pull, repository);
    ledger.expect({ ...newest, deed: '/test ci' });
    await github.comment({ repository, number, body: 'Once more, please:\n/test ci', author: owner });
    return true;
  }

  /** The word counts from when the app has read a file with it, as it has for a head that has its check. */
  async function commandDeploy(pull: OpenPull, repository: string): Promise<boolean> {
    const { number, expectations } = pull;
    const newest = expectations.at(-1);
    if (newest === undefined || !newest.isRepeatable) return false;
    // Somebody may have pressed for all checks meanwhile: when that is heard, this would be one of them.
    if ((await findConcluded(world, newest)) === undefined || !newest.isRepeatable) return false;
    newest.isRepeatable = false;
    leaveAlone(pull, repository);
    ledger.expect({ ...newest, name: 'deploy', deed: '/deploy' });
    await github.comment({ repository, number, body: '/deploy staging', author: owner });
    return true;
  }

  async function chat({ number }: OpenPull, repository: string): Promise<boolean> {
    const body = random.pick(['Looks good to me.', '> /test ci\n\nNo need.', '`/deploy` it?']);
    await github.comment({ repository, number, body, author: 'eve' });
    return true;
  }

  async function propose({ repository }: Subject): Promise<boolean> {
    const author = `stranger-${next()}`;
    const { sha, number } = await proposeFromFork(surroundings, { repository, files: { gift: author }, author });
    const outcome = { conclusions: ['action_required'], checks: [1, 1], runs: [0, 0] } as const;
    const deed = `pull request #${number} of a stranger`;
    waiting.add(ledger.expect({ repository, sha, name: 'ci', outcome, deed, isRepeatable: false }));
    return true;
  }

  async function approve(): Promise<boolean> {
    if (waiting.size === 0) return false;
    const chosen = random.pick([...waiting]);
    const check = await findConcluded(world, chosen);
    if (check === undefined || !waiting.delete(chosen)) return false;
    ledger.expect({ ...chosen, outcome: onceAs('success'), deed: 'approval' });
    await github.pressAction({ id: check.id, identifier: 'approve', sender: owner });
    return true;
  }

  const onPull = (work: (pull: OpenPull, repository: string) => Promise<boolean>) => () =>
    borrow(['proposals'], (subject) => withPull(subject, work));
  return {
    'pull request opened': { weight: 7, act: () => borrow(['proposals'], open) },
    'pull request changed': { weight: 5, act: onPull(synchronize) },
    'pull request closed': { weight: 3, act: onPull(close) },
    'command /test': { weight: 4, act: onPull(commandTest) },
    'command /deploy': { weight: 3, act: onPull(commandDeploy) },
    'comment without a command': { weight: 2, act: onPull(chat) },
    'pull request of a stranger': { weight: 3, act: () => borrow(['proposals'], propose) },
    approval: { weight: 4, act: approve },
  };
}
