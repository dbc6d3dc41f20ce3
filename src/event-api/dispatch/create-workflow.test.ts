import { describe, expect, it } from 'vitest';
import type { CallerFailure, CallerResult } from '../../kubernetes/callers/callers.ts';
import { eventAnnotation } from './build-workflow.ts';
import { type Creation, createWorkflow } from './create-workflow.ts';

const taken: CallerFailure = { status: 409, reason: 'AlreadyExists', message: 'already exists' };
const unanswered: CallerFailure = { status: 0, reason: '', message: 'no answer' };
const refused: CallerFailure = { status: 422, reason: 'Invalid', message: 'is invalid' };

/** Creates with a cluster that gives these failures in turn and then does it; `existing` is the event of what has the name. */
async function create(naming: Creation['naming'], failures: CallerFailure[], existing?: string) {
  const names: string[] = [];
  const pauses: number[] = [];
  const metadata = { name: 't-aaaaa', generateName: 't-', annotations: { [eventAnnotation]: 'e' } };
  const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata, spec: {} };
  const created = await createWorkflow(
    { namespace: 'ci', workflow, naming },
    {
      client: {
        listBindings: () => Promise.reject(new Error('not asked')),
        getTemplate: () => Promise.reject(new Error('not asked')),
        async createWorkflow(_namespace, sent): Promise<CallerResult<undefined>> {
          names.push(String(sent.metadata.name));
          const failure = failures.shift();
          if (failure !== undefined) return { ok: false, failure };
          return { ok: true, value: undefined };
        },
      },
      async getWorkflow() {
        const annotations: Record<string, string> = existing === undefined ? {} : { [eventAnnotation]: existing };
        return { ok: true, value: { ...workflow, metadata: { name: 'x', annotations } } };
      },
      sleep: async (ms) => pauses.push(ms),
    },
  );
  return { created, names, pauses };
}

describe('createWorkflow', () => {
  it('takes another random name where one is taken by another Workflow', async () => {
    const { created, names } = await create('random', [taken], 'another');
    expect(names).toEqual(['t-aaaaa', expect.stringMatching(/^t-[a-z0-9]{5}$/)]);
    expect(created).toEqual({ ok: true, name: names[1], isRepeat: false });
  });

  it('keeps its name after an answer that never came, and knows its own Workflow', async () => {
    const { created, names } = await create('random', [unanswered, taken], 'e');
    expect(names).toEqual(['t-aaaaa', 't-aaaaa']);
    expect(created).toEqual({ ok: true, name: 't-aaaaa', isRepeat: false });
  });

  it('takes what has the name of the event for the event’s', async () => {
    expect((await create('event', [taken])).created).toEqual({ ok: true, name: 't-aaaaa', isRepeat: true });
  });

  it('fails as Argo where the binding’s name is taken by another', async () => {
    const message = 'failed to create workflow: already exists';
    expect((await create('binding', [taken], 'another')).created).toEqual({ ok: false, message });
    expect((await create('binding', [taken], 'e')).created).toEqual({ ok: true, name: 't-aaaaa', isRepeat: true });
  });

  it('tries five times what may pass, and once what will not', async () => {
    const away = Array.from({ length: 9 }, () => ({ ...unanswered, retryAfterMs: 60_000 }));
    const { created, names, pauses } = await create('event', away);
    expect(created).toEqual({ ok: false, message: 'failed to create workflow: no answer' });
    expect(names).toHaveLength(5);
    expect(pauses).toEqual([1000, 1000, 1000, 1000]);
    expect((await create('event', [refused])).names).toHaveLength(1);
  });
});
