import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readConfiguration } from '../../src/config/read-configuration.ts';
import { readManifests } from '../../src/manifests/read-manifests.ts';
import { hasErrors } from '../../src/problem/problem.ts';
import { validateSensor } from '../../src/sensor/validate-sensor.ts';

/** Manifests of public repositories; they stay where they are, beside the project. */
const corpus = join(import.meta.dirname, '../../../shared/corpus');

function list(directory: string): string[] {
  const path = join(corpus, directory);
  return existsSync(path) ? readdirSync(path).filter((file) => /\.ya?ml$/.test(file)) : [];
}

function read(directory: string, file: string): string {
  return readFileSync(join(corpus, directory, file), 'utf8');
}

describe('manifests of public repositories', () => {
  if (!existsSync(corpus)) {
    it('are not here: ../shared/corpus is not beside the project', (context) => {
      context.skip('no public manifest was read');
    });
    return;
  }

  it.each(list('sensors'))('sensors/%s is accepted, with warnings at most', (file) => {
    const documents = parseAllDocuments(read('sensors', file), { version: '1.1' }).map((each): unknown => each.toJS());
    const sensors = documents.filter((each) => (each as { kind?: string } | null)?.kind === 'Sensor');

    expect(sensors.length).toBeGreaterThan(0);
    for (const sensor of sensors) {
      const { problems } = validateSensor(sensor);
      expect(hasErrors(problems.map((each) => each.problem)), JSON.stringify(problems)).toBe(false);
    }
  });

  it.each(list('event-sources'))('event-sources/%s is read without an error', (file) => {
    const { problems } = readConfiguration({ path: file, text: read('event-sources', file) });

    expect(problems.filter((each) => each.severity === 'error')).toEqual([]);
  });

  it.each(list('event-sources'))('event-sources/%s is the operator’s to listen to, or refused by its kind', (file) => {
    const text = read('event-sources', file);
    const { manifests, problems } = readManifests([{ path: file, text }], 'argo');
    const errors = problems.filter((each) => each.severity === 'error').map((each) => each.code);

    expect(errors.filter((code) => code !== 'source.kind-refused')).toEqual([]);
    expect(manifests.eventSources.every((each) => each.entries.length > 0) || errors.length > 0).toBe(true);
  });

  it.each(list('cron-workflows'))('cron-workflows/%s has CronWorkflows without an error', (file) => {
    const all = readConfiguration({ path: file, text: read('cron-workflows', file) });
    const { documents, faulty } = all.cronWorkflows;

    expect([documents.length > 0, faulty]).toEqual([true, []]);
    // Other kinds stand beside them in some of these files.
    const codes = all.problems.filter((each) => each.severity === 'error').map((each) => each.code);
    expect(codes.filter((each) => each !== 'config.workflow-in-file')).toEqual([]);
  });
});
