import type { ClusterFailure, ClusterResult } from '../../kubernetes/kubernetes.ts';
import type { LogTail, RunLogs } from '../../kubernetes/logs/run-logs.ts';

export interface FakeLogs {
  api: RunLogs;
  /** What each pod wrote, by its name. */
  pods: Map<string, string>;
  /** What Argo archived, by `<node id>/<container>`; undefined: its address is not known. */
  archive: Map<string, string> | undefined;
  secrets: Map<string, string[]>;
  /** What was asked for, in order: `pod ci-1/main`, `archive ci-1/main`, `secret token`. */
  asked: string[];
  /** What becomes of a question; undefined = it is answered. A promise holds it back. */
  answer: (question: string) => Promise<undefined> | ClusterFailure | undefined;
}

/** Logs and Secrets of one namespace. */
export function createFakeLogs(): FakeLogs {
  const fake: FakeLogs = {
    pods: new Map(),
    archive: undefined,
    secrets: new Map(),
    asked: [],
    answer: () => undefined,
    api: {
      readPodLog: ({ pod, container }) => ask(`pod ${pod}/${container}`, () => tailOf(fake.pods.get(pod))),
      readSecretValues: (_namespace, name) => ask(`secret ${name}`, () => orAbsent(fake.secrets.get(name))),
      readArchivedLog: ({ nodeId, container }) =>
        ask(`archive ${nodeId}/${container}`, () => tailOf(fake.archive?.get(`${nodeId}/${container}`))),
    },
  };

  async function ask<Value>(question: string, act: () => ClusterResult<Value>): Promise<ClusterResult<Value>> {
    fake.asked.push(question);
    const answer = await fake.answer(question);
    return answer === undefined ? act() : { ok: false, failure: answer };
  }

  return fake;
}

function tailOf(text: string | undefined): ClusterResult<LogTail> {
  const found = orAbsent(text);
  return found.ok ? { ok: true, value: { bytes: Buffer.from(found.value), isCut: false } } : found;
}

function orAbsent<Value>(value: Value | undefined): ClusterResult<Value> {
  if (value !== undefined) return { ok: true, value };
  return { ok: false, failure: { kind: 'absent', message: 'not found' } };
}
