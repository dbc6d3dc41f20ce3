import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GithubEvent } from '../event/event.ts';
import { annotations } from '../kubernetes/labels.ts';
import type { Trigger, TriggerParameter } from '../sensor/sensor.ts';
import { startRun } from './start-run.ts';
import { eventOf, makePullRequest, makePush } from './testing/deliveries.ts';
import { createFakeCluster } from './testing/fake-cluster.ts';
import { dependency, makeWorkflow, requestFor, signer, submit } from './testing/requests.ts';
import { setRunStage } from './testing/tools.ts';

/** What Argo would put the value of another parameter in place of. */
const spell = '{{workflow.parameters.secret}}';
const broken = '{ {workflow.parameters.secret}}';

const titled = (title: string, more: object = {}) => eventOf(makePullRequest({ title, ...more }));

async function start(trigger: Trigger, event: GithubEvent) {
  const cluster = createFakeCluster();
  const { tools } = setRunStage({ kubernetes: cluster.api });
  const started = await startRun(requestFor(trigger, event), tools);
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const workflow = cluster.only();
  const identity = signer.read('ci', started.name, workflow.metadata.annotations?.[annotations.identity]);
  return { workflow, notes: identity?.notes ?? [] };
}

function toTitle(src: Partial<NonNullable<TriggerParameter['src']>>, operation?: string): TriggerParameter {
  return {
    src: { dependencyName: dependency, ...src },
    dest: 'spec.arguments.parameters.0.value',
    ...(operation === undefined ? {} : { operation }),
  };
}

const titleKey = { dataKey: 'body.pull_request.title' };
const titleTemplate = { dataTemplate: '{{ .Input.body.pull_request.title }}' };

/** A trigger with the parameter `title`, whose value the author wrote. */
function withTitle(written: string, parameters: TriggerParameter[]): Trigger {
  return submit({ resource: makeWorkflow([{ name: 'title', value: written }]) }, { parameters });
}

async function titleOf(trigger: Trigger, event: GithubEvent) {
  const { workflow, notes } = await start(trigger, event);
  const [title] = (workflow.spec.arguments as { parameters: { name: string; value: string }[] }).parameters;
  return { title: title?.value, notes };
}

describe('a title that Argo would evaluate', () => {
  it.each<[string, Trigger, string]>([
    ['by dataKey', withTitle('', [toTitle(titleKey)]), broken],
    ['by dataTemplate', withTitle('', [toTitle(titleTemplate)]), broken],
    [
      'by a default key after a failed template',
      withTitle('', [toTitle({ ...titleKey, dataTemplate: '{{ .Input.x }}' })]),
      broken,
    ],
    ['as raw data, being a text', withTitle('', [toTitle({ ...titleKey, useRawData: true })]), broken],
    ['appended', withTitle('PR: ', [toTitle(titleKey, 'append')]), `PR: ${broken}`],
    ['prepended', withTitle(' (PR)', [toTitle(titleKey, 'prepend')]), `${broken} (PR)`],
    ['appended to a brace of the author', withTitle('{', [toTitle(titleKey, 'append')]), `{ ${broken}`],
    ['twice', withTitle('', [toTitle(titleKey), toTitle(titleTemplate, 'append')]), `${broken}${broken}`],
    [
      'through args',
      submit(
        { resource: makeWorkflow([{ name: 'title' }]) },
        {
          args: ['-p', 'title='],
          onTemplate: [
            { src: { dependencyName: dependency, ...titleTemplate }, dest: 'argoWorkflow.args.1', operation: 'append' },
          ],
        },
      ),
      broken,
    ],
    [
      'through the resource in the trigger',
      submit(
        { resource: makeWorkflow([{ name: 'title', value: '' }]) },
        {
          onTemplate: [
            {
              src: { dependencyName: dependency, ...titleKey },
              dest: 'argoWorkflow.source.resource.spec.arguments.parameters.0.value',
            },
          ],
        },
      ),
      broken,
    ],
  ])('is broken %s', async (_way, trigger, expected) => {
    const { title, notes } = await titleOf(trigger, titled(spell));

    expect(title).toBe(expected);
    expect(notes).toEqual([
      '"{{" in text of the event was written "{ {" at spec.arguments.parameters.0.value, so that Argo does not evaluate it.',
    ]);
  });

  it('is broken in a branch that fills a parameter by itself', async () => {
    const trigger = submit({ resource: makeWorkflow([{ name: 'branch' }]) });

    expect(await titleOf(trigger, eventOf(makePush({ ref: `refs/heads/${spell}` })))).toMatchObject({ title: broken });
  });

  it('is broken as an attribute of the event', async () => {
    const event = eventOf(makePush());
    const named = { ...event, context: { ...event.context, subject: spell } };

    expect(await titleOf(withTitle('', [toTitle({ contextKey: 'subject' })]), named)).toMatchObject({ title: broken });
  });

  it('is broken wherever it stands in raw data, names of members included', async () => {
    const extra = { [spell]: { deep: [spell, { deeper: `a ${spell}` }] }, n: 5, t: true };
    const parameter = {
      src: { dependencyName: dependency, dataKey: 'body.pull_request.extra', useRawData: true },
      dest: 'spec.affinity',
    };
    const { workflow, notes } = await start(withTitle('', [parameter]), titled('x', { extra }));

    expect(workflow.spec.affinity).toEqual({ [broken]: { deep: [broken, { deeper: `a ${broken}` }] }, n: 5, t: true });
    expect(notes).toHaveLength(3);
  });

  it('is broken where two values of the event meet', async () => {
    const halves = { dataTemplate: '{{ .Input.body.pull_request.first }}' };
    const event = titled('{workflow.name}}', { first: 'x{' });

    expect(await titleOf(withTitle('', [toTitle(halves), toTitle(titleKey, 'append')]), event)).toMatchObject({
      title: 'x{ {workflow.name}}',
    });
  });
});

describe('text that Argo would not evaluate', () => {
  it('of the author stays what it is', async () => {
    const { workflow, notes } = await start(withTitle(spell, []), titled('x'));

    expect(workflow.spec.arguments).toEqual({ parameters: [{ name: 'title', value: spell }] });
    expect(workflow.spec.templates).toEqual(makeWorkflow().spec.templates);
    expect(notes).toEqual([]);
  });

  it('of the author stays what it is in a default for the event', async () => {
    const parameter = toTitle({ dataKey: 'body.nothing', value: spell });

    expect(await titleOf(withTitle('', [parameter]), titled(spell))).toEqual({ title: spell, notes: [] });
  });

  it.each(['fix { a } and }}', '{', '}}{', 'emoji 🚀 and "quotes"\n'])(
    'of the event stays what it is: %j',
    async (title) => {
      const shown = title.endsWith('{') ? `${title} ` : title;

      expect(await titleOf(withTitle('', [toTitle(titleKey)]), titled(title))).toMatchObject({ title: shown });
    },
  );
});

describe('any title', () => {
  const title = fc.string({ unit: fc.constantFrom('{', '}', '=', 'a', '"', '\\', '\uFDD0', '🚀') });
  const way = fc.constantFrom<TriggerParameter[]>(
    [toTitle(titleKey)],
    [toTitle(titleTemplate)],
    [toTitle(titleKey, 'append')],
    [toTitle(titleKey, 'prepend')],
    [toTitle(titleKey), toTitle(titleKey, 'append'), toTitle(titleKey, 'prepend')],
    [toTitle({ dataKey: 'body.pull_request.extra', useRawData: true })],
  );

  it('never brings two braces in a row into the Workflow', async () => {
    await fc.assert(
      fc.asyncProperty(title, way, fc.constantFrom('', '{', '}'), async (text, parameters, written) => {
        fc.pre(text !== '');
        const { workflow } = await start(withTitle(written, parameters), titled(text, { extra: { [text]: [text] } }));
        expect(JSON.stringify(workflow.spec.arguments)).not.toContain('{{');
      }),
    );
  });
});
