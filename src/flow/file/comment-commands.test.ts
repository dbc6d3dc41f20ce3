import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../config/read-configuration.ts';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import { eventOf, makePush } from '../../run/testing/deliveries.ts';
import { listCommentCommands, rememberCommentCommands } from './comment-commands.ts';

const day = 24 * 60 * 60 * 1000;

function setUp() {
  let time = 1000 * day;
  const records = createMemoryRecords();
  const memory = { records, now: () => time };
  const event = eventOf(makePush());
  return {
    async read(words: string[], isDefault: boolean) {
      const pipelines = words.map(
        (word) => `  ${word}: { on: { issue_comment: { command: ${word} } }, workflow: a.yaml }`,
      );
      const text = `pipelines:\n  ci: { on: push, workflow: a.yaml }\n${pipelines.join('\n')}\n`;
      const { sensors } = readConfiguration({ path: '.argo-events.yaml', text });
      await rememberCommentCommands(event, { sensors, isDefault }, memory);
    },
    list: async () => [...(await listCommentCommands(42, memory))].sort(),
    versions: async () => (await records.list('comment-commands', '')).map(({ version }) => version),
    pass: (ms: number) => (time += ms),
  };
}

describe('words that start pipelines in comments', () => {
  it('are none before any file was read', async () => {
    expect(await setUp().list()).toEqual([]);
  });

  it('are those of the default branch as it is now', async () => {
    const { read, list } = setUp();
    await read(['deploy', 'preview'], true);
    expect(await list()).toEqual(['deploy', 'preview']);
    await read(['deploy'], true);
    expect(await list()).toEqual(['deploy']);
    await read([], true);
    expect(await list()).toEqual([]);
  });

  it('are also those of other branches, for a month after their file was last read', async () => {
    const { read, list, pass } = setUp();
    await read(['deploy'], true);
    await read(['preview'], false);
    pass(29 * day);
    await read(['preview', 'try'], false);
    pass(29 * day);
    expect(await list()).toEqual(['deploy', 'preview', 'try']);
    pass(2 * day);
    expect(await list()).toEqual(['deploy']);
  });

  it('are not written down again with every file', async () => {
    const { read, versions, pass } = setUp();
    await read(['deploy'], true);
    await read(['preview'], false);
    const before = await versions();
    await read(['deploy'], true);
    await read(['preview'], false);
    await read([], false);
    expect(await versions()).toEqual(before);
    pass(2 * day);
    await read(['preview'], false);
    expect(await versions()).not.toEqual(before);
  });
});
