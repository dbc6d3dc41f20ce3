import { describe, expect, it } from 'vitest';
import type { GithubEvent } from '../../event/event.ts';
import { annotations, labels } from '../../kubernetes/labels.ts';
import { rememberClosed } from '../concurrency/closed-subjects.ts';
import type { Concurrency } from '../run-options.ts';
import type { RepositoryRequest } from '../run-request.ts';
import { startRun } from '../start-run.ts';
import { eventOf, makePullRequest, makePush, receivedAt, repository } from '../testing/deliveries.ts';
import { makeWorkflow, requestFor, submit } from '../testing/requests.ts';
import { type RunStage, setRunStage } from '../testing/tools.ts';
import type { Started } from './make-run.ts';

const second = 1000;
const replacing: Concurrency = { cancelInProgress: true };

/** A push at that second, of a commit that its letter stands for. */
function push(letter: string, at: number, changes: { ref?: string; id?: string } = {}): GithubEvent {
  const { ref = 'refs/heads/main', id = `d-${letter}` } = changes;
  const pushedAt = receivedAt / second - 600 + at;
  const body = { ref, after: letter.repeat(40), repository: { ...repository, pushed_at: pushedAt } };
  return eventOf(makePush(body, { id }));
}

function ask(
  event: GithubEvent,
  concurrency: Concurrency | undefined,
  changes: Partial<RepositoryRequest> = {},
): RepositoryRequest {
  const options = { checkName: 'ci', report: 'always' as const, ...(concurrency === undefined ? {} : { concurrency }) };
  const commit = event.facts.sha ?? '';
  return requestFor(submit({ resource: makeWorkflow() }), event, { options, commit, ...changes });
}

/** The shutdown and its reason of the Workflow that a request made. */
function endOf({ cluster }: RunStage, started: Started) {
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const workflow = cluster.workflows.get(`ci/${started.name}`);
  return [workflow?.spec.shutdown, workflow?.metadata.annotations?.[annotations.endedBecause]];
}

const goesOn = [undefined, undefined];
const replacedBy = (letter: string) => ['Terminate', `Replaced by ${letter.repeat(7)} (push)`];

describe('cancel-in-progress', () => {
  it('ends the older run of the group, saying by what', async () => {
    const stage = setRunStage();
    const older = await startRun(ask(push('a', 1), replacing), stage.tools);
    const newer = await startRun(ask(push('b', 2), replacing), stage.tools);
    expect([endOf(stage, older), endOf(stage, newer)]).toEqual([replacedBy('b'), goesOn]);
  });

  it('leaves runs of other branches, pipelines and repositories alone, and ended ones', async () => {
    const stage = setRunStage();
    const elsewhere = eventOf(makePush({ repository: { ...repository, id: 43 } }, { id: 'd-x' }));
    const others = [
      await startRun(ask(push('a', 1, { ref: 'refs/heads/topic' }), replacing), stage.tools),
      await startRun(ask(push('b', 1), replacing, { sensor: 'other' }), stage.tools),
      await startRun(ask(elsewhere, replacing), stage.tools),
      await startRun(ask(push('c', 1), undefined), stage.tools),
    ];
    await startRun(ask(push('d', 2), replacing), stage.tools);
    for (const each of others) expect(endOf(stage, each)).toEqual(goesOn);
  });

  it('is what the newer run’s file says, whatever the older one’s does', async () => {
    const stage = setRunStage();
    const first = await startRun(ask(push('a', 1), { cancelInProgress: false }), stage.tools);
    const second = await startRun(ask(push('b', 2), { cancelInProgress: false }), stage.tools);
    expect([endOf(stage, first), endOf(stage, second)]).toEqual([goesOn, goesOn]);
    await startRun(ask(push('c', 3), replacing), stage.tools);
    expect([endOf(stage, first), endOf(stage, second)]).toEqual([replacedBy('c'), replacedBy('c')]);
  });

  it('goes by GitHub’s time: what comes late and is older is not started, and says why', async () => {
    const stage = setRunStage();
    const newer = await startRun(ask(push('b', 2), replacing), stage.tools);
    const late = await startRun(ask(push('a', 1), replacing), stage.tools);
    expect(late).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'run.replaced', message: 'Replaced by bbbbbbb (push)' }],
    });
    expect(endOf(stage, newer)).toEqual(goesOn);
    expect(stage.cluster.workflows.size).toBe(1);
  });

  it('does not start what is older even when the newer run is over and its Workflow gone', async () => {
    const stage = setRunStage();
    await startRun(ask(push('b', 2), replacing), stage.tools);
    stage.cluster.workflows.clear();
    expect(await startRun(ask(push('a', 1), replacing), stage.tools)).toMatchObject({ kind: 'refused' });
  });

  it('says nothing of an older event about the same commit: the newer run’s check stands there', async () => {
    const stage = setRunStage();
    await startRun(ask(push('a', 2), replacing), stage.tools);
    expect(await startRun(ask(push('a', 1, { id: 'd-0' }), replacing), stage.tools)).toEqual({ kind: 'superseded' });
  });

  it('does nothing twice: the same event again changes nothing', async () => {
    const stage = setRunStage();
    const request = ask(push('a', 1), replacing);
    const first = await startRun(request, stage.tools);
    expect(await startRun(request, stage.tools)).toEqual({ ...first, again: true });
    expect(endOf(stage, first)).toEqual(goesOn);
  });

  describe('of pushes within one of GitHub’s seconds', () => {
    /** One of `a`, then `b`, then `c`; `at`: the millisecond that its webhook came in. */
    const step = (before: string, letter: string, at: number): GithubEvent => {
      const pushed = push(letter, 1);
      const facts = { ...pushed.facts, before: before.repeat(40) };
      return { ...pushed, facts, context: { ...pushed.context, time: new Date(receivedAt + at).toISOString() } };
    };

    it('goes by the commits that they lead from and to, also where their webhooks came the other way round', async () => {
      const stage = setRunStage();
      const newer = await startRun(ask(step('a', 'b', 1), replacing), stage.tools);
      const late = await startRun(ask(step('0', 'a', 2), replacing), stage.tools);
      expect(late).toMatchObject({ kind: 'refused', problems: [{ message: 'Replaced by bbbbbbb (push)' }] });
      expect(endOf(stage, newer)).toEqual(goesOn);
      // Handled again it has the same place.
      expect(await startRun(ask(step('a', 'b', 1), replacing), stage.tools)).toMatchObject({ again: true });
      expect(await startRun(ask(step('0', 'a', 2), replacing), stage.tools)).toMatchObject({ kind: 'refused' });
    });

    it('and the newer one ends the older where its receiver’s clock is behind', async () => {
      const stage = setRunStage();
      const older = await startRun(ask(step('0', 'a', 9), replacing), stage.tools);
      const newer = await startRun(ask(step('a', 'b', 1), replacing), stage.tools);
      const newest = await startRun(ask(step('b', 'c', 0), replacing), stage.tools);
      expect([endOf(stage, older), endOf(stage, newer)]).toEqual([replacedBy('b'), replacedBy('c')]);
      expect(endOf(stage, newest)).toEqual(goesOn);
    });

    it('else by the time that the webhooks came in: of a branch that goes there and back, too', async () => {
      const stage = setRunStage();
      const first = await startRun(ask(step('a', 'b', 1), replacing), stage.tools);
      const second = await startRun(ask(step('b', 'a', 2), replacing), stage.tools);
      const apart = await startRun(ask(step('d', 'e', 3), replacing), stage.tools);
      expect([endOf(stage, first), endOf(stage, second)]).toEqual([replacedBy('a'), replacedBy('e')]);
      expect(endOf(stage, apart)).toEqual(goesOn);
    });
  });

  it('goes on where a crash left it: made, and the older one not yet ended', async () => {
    const stage = setRunStage();
    const older = await startRun(ask(push('a', 1), replacing), stage.tools);
    stage.cluster.answer = (call) => (call.startsWith('list') ? { kind: 'later', message: 'crash' } : undefined);
    const request = ask(push('b', 2), replacing);
    expect(await startRun(request, stage.tools)).toMatchObject({ kind: 'later' });
    expect(endOf(stage, older)).toEqual(goesOn);
    stage.cluster.answer = () => undefined;
    const newer = await startRun(request, stage.tools);
    expect([endOf(stage, older), endOf(stage, newer)]).toEqual([replacedBy('b'), goesOn]);
  });

  it.each([
    ['while the older one is made', 'create'],
    ['while the older one looks for others', 'list'],
  ])('lets exactly the newest go on when events race: %s', async (_when, call) => {
    const stage = setRunStage();
    let newer: Promise<Started> | undefined;
    stage.cluster.answer = (made) => {
      // While the older run is at this call, the newer one goes all its way.
      if (made.startsWith(call)) newer ??= startRun(ask(push('b', 2), replacing), stage.tools);
      return undefined;
    };
    const older = await startRun(ask(push('a', 1), replacing), stage.tools);
    if (newer === undefined) throw new Error('nothing raced');
    const raced = await newer;
    expect([endOf(stage, older), endOf(stage, raced)]).toEqual([replacedBy('b'), goesOn]);
  });

  it('lets exactly the newest of many go on, in whatever order and however mixed they come', async () => {
    const stage = setRunStage();
    const letters = ['c', 'a', 'e', 'b', 'd'];
    const started = await Promise.all(
      letters.map((each, index) =>
        startRun(ask(push(each, each.charCodeAt(0)), replacing), stage.tools).then((made) => [index, made] as const),
      ),
    );
    const live = [...stage.cluster.workflows.values()].filter((each) => each.spec.shutdown === undefined);
    expect(live).toHaveLength(1);
    const newest = started.find(([index]) => letters[index] === 'e')?.[1];
    expect(newest?.kind === 'started' && newest.name).toBe(live[0]?.metadata.name);
  });

  it('what a person asks for again neither ends a newer event’s run nor is ended by it', async () => {
    const stage = setRunStage();
    await startRun(ask(push('a', 1), replacing), stage.tools);
    const newer = await startRun(ask(push('b', 2), replacing), stage.tools);
    const askedAt = receivedAt;
    const again = await startRun(ask(push('a', 1), replacing, { attempt: 2, askedAt }), stage.tools);
    expect([endOf(stage, newer), endOf(stage, again)]).toEqual([goesOn, goesOn]);
    // What comes after it, does.
    await startRun(ask(push('c', 700), replacing), stage.tools);
    expect([endOf(stage, newer), endOf(stage, again)]).toEqual([replacedBy('c'), replacedBy('c')]);
  });

  it('is of the pull request for a fork, whatever group it names', async () => {
    const stage = setRunStage();
    const named: Concurrency = { cancelInProgress: true, group: 'deploy' };
    const base = await startRun(ask(push('a', 1), named), stage.tools);
    const fork = await startRun(ask(eventOf(makePullRequest({ fork: true }, { id: 'd-f' })), named), stage.tools);
    const own = await startRun(ask(eventOf(makePullRequest({}, { id: 'd-o' })), named), stage.tools);
    expect([endOf(stage, base)[0], endOf(stage, fork)[0], endOf(stage, own)[0]]).toEqual([
      'Terminate',
      undefined,
      undefined,
    ]);
  });
});

describe('the group', () => {
  async function groupOf(event: GithubEvent, group?: string, changes: Partial<RepositoryRequest> = {}) {
    const stage = setRunStage();
    const concurrency = { cancelInProgress: true, ...(group === undefined ? {} : { group }) };
    const started = await startRun(ask(event, concurrency, changes), stage.tools);
    if (started.kind === 'refused') return started.problems.map((each) => each.code);
    return stage.cluster.only().metadata.labels?.[labels.group];
  }

  const pull = eventOf(makePullRequest());

  it('is the pull request, else the ref', async () => {
    expect(await groupOf(push('a', 1))).toBe(await groupOf(push('b', 2)));
    expect(await groupOf(push('a', 1))).not.toBe(await groupOf(push('a', 1, { ref: 'refs/heads/topic' })));
    expect(await groupOf(pull)).not.toBe(await groupOf(eventOf(makePullRequest({ number: 6 }))));
  });

  it('is a template over the event, and the default where that comes to nothing', async () => {
    expect(await groupOf(push('a', 1), 'to-{{ .Input.github.branch }}')).toBe(await groupOf(push('b', 2), 'to-main'));
    expect(await groupOf(pull, '{{ .Input.github.branch }}')).toBe(await groupOf(pull));
  });

  it('that cannot be made is a refusal', async () => {
    expect(await groupOf(pull, '{{ fail "no" }}')).toEqual(['run.group-failed']);
  });

  it('is a short hash, whatever a stranger writes into it', async () => {
    const title = `a',b=c\n{{=1+1}}"${'x'.repeat(5000)}`;
    const group = await groupOf(eventOf(makePullRequest({ title })), '{{ .Input.github.pullRequest.title }}');
    expect(group).toMatch(/^[0-9a-f]{20}$/);
  });
});

describe('what is over', () => {
  const subject = { repositoryId: 42, pullRequest: 5, event: 'pull_request', commit: '' };

  it('is not started any more, unless somebody asks for it after that', async () => {
    const stage = setRunStage();
    const event = eventOf(makePullRequest({ updated_at: '2026-03-04T05:00:00Z' }));
    const order = { occurredAt: event.occurredAt + second, receivedAt };
    const because = 'Pull request #5 was closed';
    await rememberClosed(subject, { order, delivery: 'd-closed', attempt: 1, because, at: 0 }, stage.tools.records);
    expect(await startRun(ask(event, undefined), stage.tools)).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'run.subject-closed', message: because }],
    });
    const again = { attempt: 2, askedAt: receivedAt };
    expect(await startRun(ask(event, undefined, again), stage.tools)).toMatchObject({ kind: 'started' });
  });

  it('ends what was made while it was closed', async () => {
    const stage = setRunStage();
    const event = eventOf(makePullRequest({ updated_at: '2026-03-04T05:00:00Z' }));
    const order = { occurredAt: event.occurredAt + second, receivedAt };
    const because = 'Pull request #5 was closed';
    stage.cluster.answer = (call) => {
      const closed = { order, delivery: 'd-closed', attempt: 1, because, at: 0 };
      if (call.startsWith('create')) void rememberClosed(subject, closed, stage.tools.records);
      return undefined;
    };
    expect(endOf(stage, await startRun(ask(event, undefined), stage.tools))).toEqual(['Terminate', because]);
  });
});
