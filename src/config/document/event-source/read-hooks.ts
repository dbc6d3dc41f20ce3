import { readWebhook } from '../../../event-source/webhook/read-webhook.ts';
import { recordOf } from '../../../json/is-record.ts';
import { hasErrors, problem } from '../../../problem/problem.ts';
import type { LocatedProblem } from '../../../sensor/validate/located-problem.ts';
import { findPosition, toJson, type YamlMapping } from '../../../yaml/yaml-node.ts';
import type { ConfiguredHook } from '../../configuration.ts';
import type { Reading } from '../../reading/reading.ts';
import { readEntryRules } from './read-entry-rules.ts';

/**
 * Reads the `webhook` entries of a repository's EventSource. The app serves them below `/hooks/<owner>/<repository>` on its own port, so
 * that `port` and certificates mean nothing; callers need a token (`authSecret`), because that address is open to everybody.
 */
export function readHooks(document: YamlMapping, eventSource: string, reading: Reading): ConfiguredHook[] {
  const { webhook } = recordOf(recordOf(toJson(document)).spec);
  if (webhook === undefined || webhook === null) return [];
  const say = (located: LocatedProblem[], path: (string | number)[]) => {
    for (const { problem: each, path: below } of located) {
      const position = findPosition(document, [...path, ...below]);
      reading.problems.push({ ...each, file: reading.file, position });
    }
  };
  return Object.entries(recordOf(webhook)).flatMap(([event, entry]) => {
    const path = ['spec', 'webhook', event];
    const read = readHook(event, entry);
    say(read.problems, path);
    if (read.hook === undefined) return [];
    return [{ eventSource, event, ...read.hook, position: findPosition(document, path) }];
  });
}

type Hook = Omit<ConfiguredHook, 'eventSource' | 'event' | 'position'>;

function readHook(event: string, entry: unknown): { hook?: Hook; problems: LocatedProblem[] } {
  const where = `"${event}"`;
  // No port of its own is served: whatever is written there is not looked at.
  const { port: _port, serverCertSecret: _cert, serverKeySecret: _key, ...own } = recordOf(entry);
  const read = readWebhook({ ...own, port: '1' });
  const problems = read.ok ? [...read.warnings] : [...read.problems];
  const authSecret = read.ok ? read.spec.authSecret : undefined;
  if (read.ok && authSecret === undefined) problems.push({ problem: problem('source.open-hook', { where }), path: [] });
  const { rules, problems: unfit } = readEntryRules(event, own);
  problems.push(...unfit);
  if (!read.ok || authSecret === undefined || hasErrors(problems.map((each) => each.problem))) return { problems };
  const { path, method, maxBytes } = read.spec;
  return { problems, hook: { path, method, maxBytes, authSecret, ...rules } };
}
