import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ConnectedGithub } from '../github/connect-github.ts';

/** What the demo does on GitHub, and which check it has to end with. */
export interface Step {
  /** In a few words, for people. */
  title: string;
  /** Does it, and answers on which commit the check is to stand. */
  act: (github: ConnectedGithub) => Promise<string>;
  /** Undefined: no check is expected, only the given sentence. */
  expected: { name: string; conclusion: string };
}

export const repository = 'acme/cart';

/** The sample project's files, by path. */
export async function readSample(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  const files = paths.map(async (path) => [
    relative(directory, path).split(sep).join('/'),
    await readFile(path, 'utf8'),
  ]);
  return Object.fromEntries(await Promise.all(files));
}

const brokenCart = `/** Sum of a cart's lines, in cents. */
export function total(lines) {
  return lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
}

/** Ten percent off above a hundred euros. */
export function discounted(cents) {
  console.log('discounting', cents);
  return cents > 10_000 ? Math.round(cents * 0.9) : cents;
}
`;

/** One after another; each waits until its check has concluded. */
export function planScenario(sample: Record<string, string>): Step[] {
  return [
    {
      title: 'ada pushes to main',
      act: async (github) => {
        const files = { 'src/currency.js': "export const currency = 'EUR';\n" };
        return (await github.push({ repository, files, message: 'Name the currency' })).after;
      },
      expected: { name: 'ci', conclusion: 'success' },
    },
    {
      title: 'grace opens a pull request that breaks a test and leaves a console.log behind',
      act: async (github) => {
        const files = { 'src/cart.js': brokenCart };
        await github.push({
          repository,
          branch: 'discount',
          from: 'main',
          files,
          message: 'Discount later',
          sender: 'grace',
        });
        const opened = await github.openPullRequest({
          repository,
          head: 'discount',
          title: 'Discount later',
          author: 'grace',
        });
        return opened.head.sha;
      },
      expected: { name: 'ci', conclusion: 'failure' },
    },
    {
      title: 'grace pushes the correction to the pull request',
      act: async (github) => {
        const files = { 'src/cart.js': `${sample['src/cart.js']}\nexport const discountFrom = 10_000;\n` };
        const pushed = await github.push({
          repository,
          branch: 'discount',
          files,
          message: 'Discount as before',
          sender: 'grace',
        });
        return pushed.after;
      },
      expected: { name: 'ci', conclusion: 'success' },
    },
    {
      title: 'ada makes a mistake in .argo-events.yaml',
      act: async (github) => {
        const files = { '.argo-events.yaml': (sample['.argo-events.yaml'] ?? '').replace('branches:', 'branchs:') };
        return (await github.push({ repository, branch: 'typo', from: 'main', files, message: 'Rework the pipeline' }))
          .after;
      },
      expected: { name: 'argo-events', conclusion: 'failure' },
    },
    {
      title: 'ada tags v1.0.0',
      act: async (github) => (await github.createTag({ repository, tag: 'v1.0.0' })).after,
      expected: { name: 'package', conclusion: 'success' },
    },
  ];
}
