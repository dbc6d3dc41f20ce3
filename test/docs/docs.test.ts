import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDocs } from '../../scripts/render-docs.ts';
import { readConfiguration } from '../../src/config/read-configuration.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('the documentation', () => {
  it.each(Object.entries(renderDocs(read)))(
    '%s has its generated parts up to date (npm run docs)',
    (path, expected) => {
      expect(read(path)).toBe(expected);
    },
  );

  it.each(documents)('%s links only to what is there', (document) => {
    const targets = [...read(document).matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target);
    const missing = targets.filter(
      (target) => !target.startsWith('http') && !existsSync(join(dirname(document), target)),
    );

    expect(missing).toEqual([]);
  });

  it('opens with a file that this app reads without a problem', () => {
    const [, file = ''] = /```yaml\n([\s\S]*?)```/.exec(read('README.md')) ?? [];

    const { sensors, problems } = readConfiguration({ path: '.argo-events.yaml', text: file });

    expect(problems).toEqual([]);
    expect(sensors.map((each) => each.sensor.metadata.name)).toEqual(['ci', 'release']);
    expect(file.trimEnd().split('\n')).toHaveLength(12);
  });
});
