import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openTestCluster, type TestCluster } from '../../../dev/cluster/open-test-cluster.ts';
import type { KubeObject } from '../../../dev/cluster/store/kube-object.ts';
import type { GithubEvent } from '../../event/event.ts';
import { createKubernetes } from '../../kubernetes/create-kubernetes.ts';
import { labels } from '../../kubernetes/labels.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';
import { createMemoryRecords, type MemoryRecords } from '../../report/testing/memory-records.ts';
import { createArgoLocks } from '../../run/locks/argo-locks.ts';
import type { RepositoryRequest } from '../../run/run-request.ts';
import { eventOf, makePush } from '../../run/testing/deliveries.ts';
import { builtInPolicy, requestFor, signer } from '../../run/testing/requests.ts';
import { makeTokens } from '../../run/testing/tools.ts';
import type { Trigger } from '../../sensor/sensor.ts';
import { openBrokerLinks } from '../broker/broker-links.ts';
import { carryOut, type TriggerOutcome } from '../carry-out.ts';
import type { ResolvedAddress } from '../host/resolve-host.ts';
import { collection as firings } from '../progress/firing-row.ts';
import type { TriggerTools } from '../trigger-tools.ts';

export const appId = 9;

/** Labels of what this app made for the repository that events here are of. */
export const ownLabels = { [labels.managedBy]: String(appId), [labels.repositoryId]: '42' };

export interface StageOptions {
  policy?: Partial<EffectivePolicy>;
  argoServerUrl?: string;
  /** True: Workflows are run, else they stay as they were created. */
  runWorkflows?: boolean;
}

/** A cluster to reach over HTTP, and a clock that moves only when something waits. */
export interface TriggerStage {
  cluster: TestCluster;
  tools: TriggerTools;
  records: MemoryRecords;
  logged: { fields: object; message: string }[];
  /** Pauses that were waited for, in milliseconds. */
  slept: number[];
  /** By name; each answer is used once, the last for ever. */
  addresses: Map<string, ResolvedAddress[][]>;
  resolved: string[];
  passTime(ms: number): void;
  /** As if the app had crashed before it remembered how far firings are. */
  forget(): Promise<void>;
  request(trigger: Trigger, event?: GithubEvent, changes?: Partial<RepositoryRequest>): RepositoryRequest;
  carryOut(trigger: Trigger, event?: GithubEvent, changes?: Partial<RepositoryRequest>): Promise<TriggerOutcome>;
  /** An object of namespace ci. */
  find(plural: string, name: string): KubeObject | undefined;
}

export async function setStage(options: StageOptions = {}): Promise<TriggerStage> {
  const cluster = await openTestCluster({
    namespaces: ['ci', 'other'],
    runWorkflows: options.runWorkflows ?? false,
  });
  const kubeconfig = join(cluster.workspace, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  const kubernetes = await createKubernetes({ kubeconfig, argoServerUrl: options.argoServerUrl });
  const records = createMemoryRecords();
  const logged: TriggerStage['logged'] = [];
  const slept: number[] = [];
  const addresses: TriggerStage['addresses'] = new Map();
  const resolved: string[] = [];
  let time = Date.parse('2026-03-04T05:06:09Z');

  const tools: TriggerTools = {
    appId,
    kubernetes,
    signer,
    tokens: makeTokens([], () => time),
    argoLocks: createArgoLocks(undefined),
    hasCheck: async () => ({ ok: true, value: false }),
    records,
    cluster: kubernetes,
    argoServer: kubernetes.argoServer,
    readFile: async () => ({ kind: 'absent' }),
    async resolve(name) {
      resolved.push(name);
      const answers = addresses.get(name) ?? [];
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
      return answer;
    },
    links: openBrokerLinks(),
    now: () => time,
    async sleep(ms) {
      slept.push(ms);
      time += ms;
    },
    log: {
      info(fields: object, message?: string) {
        logged.push({ fields, message: message ?? '' });
      },
    },
  };
  onTestFinished(() => tools.links.close());
  const request: TriggerStage['request'] = (trigger, event = eventOf(makePush()), changes = {}) =>
    requestFor(trigger, event, { policy: { ...builtInPolicy(), ...options.policy }, ...changes });
  return {
    ...{ cluster, tools, records, logged, slept, addresses, resolved, request },
    passTime(ms) {
      time += ms;
    },
    async forget() {
      for (const { key } of await records.list(firings, '')) await records.remove(firings, key);
    },
    carryOut: (...given) => carryOut(request(...given), tools),
    find: (plural, name) => cluster.get(plural, 'ci', name),
  };
}

/** The codes of a refusal. */
export function codesOf(outcome: TriggerOutcome): string[] {
  return outcome.kind === 'refused' ? outcome.problems.map((each) => each.code) : [outcome.kind];
}
