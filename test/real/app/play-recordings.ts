import { setTimeout } from 'node:timers/promises';
import { readRecording } from '../../../src/report/testing/recordings.ts';
import type { ApiServer } from '../cluster/start-api-server.ts';

/** Plays the controller: each Workflow goes through what a real one recorded. */
export interface Controller {
  /** Resolves once nothing is played any more; rejects with what the API server refused. */
  stop(): Promise<void>;
}

interface Played {
  metadata: { name: string; uid: string; labels?: Record<string, string> };
  status?: { phase?: string };
}

/** A Workflow's label that names its recording. */
export const recordingLabel = 'tests/recording';

const pauseMs = 100;
const workflows = (namespace: string) => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows`;

/**
 * Writes the recorded labels and states into the Workflows of a namespace, one recording for each, named by its label. Names in the
 * recording become the Workflow's own.
 */
export function playRecordings(server: ApiServer, namespace: string): Controller {
  const begun = new Map<string, Promise<void>>();
  let stopped = false;

  async function play({ metadata: { name, labels } }: Played): Promise<void> {
    const recording = labels?.[recordingLabel] ?? '';
    for (const { object } of readRecording(recording)) {
      const { metadata, spec, status } = JSON.parse(
        JSON.stringify(object).replaceAll(recording, name),
      ) as typeof object;
      if (status === undefined) continue;
      const { recording: _own, ...argo } = metadata.labels ?? {};
      // Somebody stopped some of the recorded runs.
      const shutdown = spec.shutdown === undefined ? {} : { spec: { shutdown: spec.shutdown } };
      const merge = { metadata: { labels: argo }, ...shutdown, status };
      await server.call({ method: 'PATCH', path: `${workflows(namespace)}/${name}`, merge });
      await setTimeout(pauseMs);
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const listed = (await server.call({ method: 'GET', path: workflows(namespace) })) as { items: Played[] };
      for (const each of listed.items) {
        const { uid, labels } = each.metadata;
        if (labels?.[recordingLabel] !== undefined && !begun.has(uid)) begun.set(uid, play(each));
      }
      await setTimeout(pauseMs);
    }
  }

  const running = run();
  return {
    async stop() {
      stopped = true;
      await running;
      await Promise.all(begun.values());
    },
  };
}
