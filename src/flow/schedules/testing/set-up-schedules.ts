import { openTestCluster } from '../../../../dev/cluster/open-test-cluster.ts';
import type { ClusterConnection } from '../../../kubernetes/connection/connect-cluster.ts';
import { openClusterObjects } from '../../../kubernetes/objects/open-cluster-objects.ts';
import { commit, makePush, receivedAt, repository } from '../../../run/testing/deliveries.ts';
import { findOwnCrons } from '../../../schedule/finding/find-own-crons.ts';
import { lookThroughInstallations } from '../../../schedule/finding/look-through-installations.ts';
import { resyncAll } from '../../../schedule/sync/resync-all.ts';
import { emptyWorld } from '../../../trigger/testing/empty-world.ts';
import type { FlowTools } from '../../flow-tools.ts';
import { setStage } from '../../testing/stage.ts';
import { scheduleTools } from '../schedule-tools.ts';

const template = { name: 'main', container: { image: 'alpine', command: ['true'] } };
export const workflowSpec = { entrypoint: 'main', templates: [template] };

export function cron(name = 'nightly', spec: object = {}, metadata: object = {}): object {
  const whole = { schedules: ['0 2 * * *'], timezone: 'Europe/Berlin', workflowSpec, ...spec };
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', metadata: { name, ...metadata }, spec: whole };
}

export function file(...documents: object[]): Record<string, string> {
  return { '.argo-events.yaml': documents.map((each) => JSON.stringify(each)).join('\n---\n') };
}

const { signal } = new AbortController();

/** A repository with its events, between a cluster over HTTP and what GitHub answers. */
export async function setUpSchedules(changes: Partial<FlowTools> = {}) {
  const cluster = await openTestCluster({ runWorkflows: false });
  const connection: ClusterConnection = {
    server: cluster.url,
    authorize: async () => ({ headers: { authorization: `Bearer ${cluster.token}` }, dispatcher: undefined }),
  };
  const objects = openClusterObjects(connection, { timeoutMs: 5000, now: Date.now });
  const stage = setStage({ triggers: { ...emptyWorld, cluster: objects }, ...changes });
  let pushes = 0;
  return {
    ...{ ...stage, kube: cluster, objects },
    live: (name = 'nightly', namespace = 'ci') => cluster.get('cronworkflows', namespace, name) as Live | undefined,
    /** Pushes to the default branch, a minute after the push before. */
    push(files: Record<string, string>, { after = commit, minute = pushes }: { after?: string; minute?: number } = {}) {
      pushes += 1;
      stage.commit(files, after);
      stage.commit(files, 'HEAD');
      const pushedAt = Math.floor(receivedAt / 1000) - 3600 + minute * 60;
      const body = { after, repository: { ...repository, pushed_at: pushedAt } };
      return stage.handle(makePush(body, { id: `d-${pushes}` }));
    },
    /** What GitHub says of the repository now. */
    know(state: { isArchived?: boolean; name?: string; defaultBranch?: string } = {}) {
      const name = state.name ?? 'shop';
      stage.github.repositories.set(`acme/${name}`, {
        ...{ id: 42, owner: 'acme', name, fullName: `acme/${name}`, url: '', cloneUrl: '', private: true },
        ...{ isArchived: false, defaultBranch: 'main', pushedAt: receivedAt + 600_000, ...state },
      });
    },
    async said(name: string) {
      return (await stage.checks()).filter((each) => each.name === name);
    },
    resync: () => resyncAll({ ...scheduleTools(stage.tools), log: stage.tools.log }, signal),
    find: () =>
      findOwnCrons({ ...scheduleTools(stage.tools), log: stage.tools.log, namespaces: async () => ['ci'] }, signal),
    /** `pages`: ids of the repositories that the installation reaches, a page each. */
    lookThrough(pages: number[][]) {
      const installations = {
        async listRepositories(_installation: number, page: number) {
          const ids = pages[page - 1] ?? [];
          const repositories = ids.map((id) => ({ id, owner: 'acme', name: id === 42 ? 'shop' : `r${id}` }));
          return { ok: true as const, value: { repositories, isLast: page >= pages.length } };
        },
      };
      return lookThroughInstallations({ ...scheduleTools(stage.tools), log: stage.tools.log, installations }, signal);
    },
  };
}

interface Live {
  metadata: { uid: string; labels: Record<string, string>; annotations: Record<string, string> };
  spec: { workflowSpec: Record<string, unknown>; [field: string]: unknown };
}
