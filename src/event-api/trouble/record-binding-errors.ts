import { createHash, randomBytes } from 'node:crypto';
import type { ClusterObject, ClusterObjects, ObjectPlace, ServedKind } from '../../kubernetes/cluster-objects.ts';
import type { Binding } from '../binding/read-binding.ts';

/** Tells people who look at a binding that it failed: as a Kubernetes Event on it, as Argo's server does. Never rejects. */
export type RecordBindingError = (binding: Binding, message: string) => Promise<void>;

export interface RecorderOptions {
  cluster: Pick<ClusterObjects, 'createObject' | 'patchObject'>;
  onTrouble: (reason: string) => void;
  /** Milliseconds since 1970. */
  now: () => number;
}

const events: ServedKind = { apiVersion: 'v1', kind: 'Event', plural: 'events', namespaced: true };
/** The same error again only raises a count, and no more often than this. */
const repeatMs = 10_000;
/** After this long the cluster may have forgotten the Event; a new one is made. */
const sameEventMs = 10 * 60_000;
const maxRemembered = 1_000;
/** Different errors of one binding in that time: a message that quotes what was sent is another one at every event. */
const maxDifferent = 10;
/** The API server's limit. */
const maxMessage = 1_024;
/** The beginning says what failed and the end why; a long expression stands between them. */
const keptOfEach = 500;

interface Recorded {
  name: string;
  firstAt: number;
  lastAt: number;
  count: number;
}

/** Records errors of bindings in bounded number: a broken selector fails at every event. */
export function createBindingErrorRecorder({ cluster, onTrouble, now }: RecorderOptions): RecordBindingError {
  const remembered = new Map<string, Recorded>();
  const windows = new Map<string, { startedAt: number; made: number }>();

  /** Whether the binding may have one more. */
  function takePlace(uid: string, at: number): boolean {
    const known = windows.get(uid);
    const window = known === undefined || at - known.startedAt >= sameEventMs ? { startedAt: at, made: 0 } : known;
    keep(windows, uid, window);
    window.made += 1;
    return window.made <= maxDifferent;
  }

  async function countAgain({ namespace }: Binding, known: Recorded, at: number): Promise<void> {
    known.count += 1;
    if (at - known.lastAt < repeatMs) return;
    known.lastAt = at;
    const body = { count: known.count, lastTimestamp: timestamp(at) };
    const place: ObjectPlace = { served: events, namespace, name: known.name };
    const patched = await cluster.patchObject(place, { strategy: 'application/merge-patch+json', body }, wet);
    if (!patched.ok) onTrouble(patched.failure.message);
  }

  return async (binding, text) => {
    // One that is in no cluster has no place for an Event; its error is in the answer and in the log.
    if (binding.uid === '') return;
    const message = text.length > maxMessage ? `${text.slice(0, keptOfEach)}…${text.slice(-keptOfEach)}` : text;
    const key = createHash('sha256')
      .update(JSON.stringify([binding.uid, message]))
      .digest('base64url');
    const at = now();
    const known = remembered.get(key);
    if (known !== undefined && at - known.firstAt < sameEventMs) {
      await countAgain(binding, known, at);
      return;
    }
    if (!takePlace(binding.uid, at)) return;
    const name = `${binding.name.slice(0, 200)}.${randomBytes(8).toString('hex')}`;
    const recorded: Recorded = { name, firstAt: at, lastAt: at, count: 1 };
    keep(remembered, key, recorded);
    const place = { served: events, namespace: binding.namespace };
    const created = await cluster.createObject(place, describe(binding, message, recorded), wet);
    if (!created.ok) onTrouble(created.failure.message);
  };
}

const wet = { dryRun: false };

/** The oldest goes where there are too many. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= maxRemembered) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}

function describe(binding: Binding, message: string, { name, firstAt }: Recorded): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: binding.namespace },
    involvedObject: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowEventBinding',
      namespace: binding.namespace,
      name: binding.name,
      uid: binding.uid,
      resourceVersion: binding.resourceVersion,
    },
    type: 'Warning',
    reason: 'WorkflowEventBindingError',
    message,
    source: { component: 'argo-events-app' },
    reportingComponent: 'argo-events-app',
    reportingInstance: '',
    firstTimestamp: timestamp(firstAt),
    lastTimestamp: timestamp(firstAt),
    count: 1,
  };
}

/** Kubernetes' times have no fractions. */
function timestamp(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
