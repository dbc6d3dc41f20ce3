import { describe, expect, it } from 'vitest';
import { problem } from '../../problem/problem.ts';
import { commit, eventOf, makePush } from '../../run/testing/deliveries.ts';
import { requestFor, submit } from '../../run/testing/requests.ts';
import { now, setStage } from '../testing/stage.ts';
import { appCheckName, requestVerdict, verdictOfEvent, verdictOfRun } from './check-request.ts';

const address = { installationId: 7, id: 42, owner: 'acme', name: 'shop' };
const place = { address, commit };
const event = eventOf(makePush());
const request = requestFor(submit({ resource: {} }), event);
const missing = problem('run.file-missing', { path: 'ci.yaml', commit: 'ccccccc' }, { file: 'ci.yaml' });

describe('a check without a Workflow', () => {
  it('is stored complete, and the reporter is told', async () => {
    const { tools, records, woken } = setStage();
    await requestVerdict(place, verdictOfRun(request, 'failure', [missing]), tools);

    expect(woken()).toBe(1);
    const [row] = await records.list('checks', '');
    expect(row?.value).toMatchObject({
      repository: address,
      requestedAt: now,
      check: {
        name: 'ci',
        headSha: commit,
        status: 'completed',
        conclusion: 'failure',
        completedAt: new Date(now).toISOString(),
        output: {
          title: 'There is no file "ci.yaml" at commit ccccccc.',
          summary: expect.stringContaining('No Workflow was created.'),
          annotations: [{ path: 'ci.yaml' }],
        },
      },
    });
  });

  it('is one check however often it is asked for', async () => {
    const { tools, checks } = setStage();
    await requestVerdict(place, verdictOfRun(request, 'failure', [missing]), tools);
    await requestVerdict(place, verdictOfRun(request, 'failure', []), tools);

    expect(await checks()).toMatchObject([{ output: { title: missing.message } }]);
  });

  it('is not asked for when it cannot be stored', async () => {
    const { tools, records, woken } = setStage();
    records.failing = true;

    await expect(requestVerdict(place, verdictOfRun(request, 'failure', [missing]), tools)).rejects.toThrow(
      'disk full',
    );
    expect(woken()).toBe(0);
  });
});

describe('the verdict on a run', () => {
  it('has an id of its own for each event, trigger and attempt, and the same for the same', () => {
    const idOf = (changes: object) => verdictOfRun({ ...request, ...changes }, 'failure', []).externalId;
    const other = requestFor(submit({ resource: {} }), eventOf(makePush({}, { id: 'd-2' })));
    const ids = [idOf({}), idOf({ sensor: 'cd' }), idOf({ attempt: 2 }), verdictOfRun(other, 'failure', []).externalId];

    expect(new Set(ids).size).toBe(4);
    expect(idOf({})).toBe(idOf({}));
  });

  it('has a title also when nobody says why', () => {
    expect(verdictOfRun(request, 'neutral', [])).toMatchObject({ conclusion: 'neutral', title: 'Nothing was started' });
  });
});

describe('the verdict on an event', () => {
  it('is a failed check of the app, one for each delivery', () => {
    const reason = problem('flow.workflows-not-allowed', {});

    expect(verdictOfEvent(event, reason)).toEqual({
      name: appCheckName,
      externalId: 'github:d-1/event/1',
      conclusion: 'failure',
      title: reason.message,
      summary: expect.stringContaining('The event `push` started nothing.'),
      annotations: [],
    });
  });
});
