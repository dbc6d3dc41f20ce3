import { createHash } from 'node:crypto';

/** What a check of this app stands for: the run of a Workflow, or a verdict without one on an event. */
export type ExternalId = ({ kind: 'run' } & RunExternalId) | ({ kind: 'verdict'; about: string } & VerdictExternalId);

export interface RunExternalId {
  namespace: string;
  name: string;
  /** Counts the checks of one name for one delivery: what people asked for again, and what Argo retried. */
  attempt: number;
  /** The delivery that it runs for: where the Workflow is gone, the stored event can still repeat it. */
  delivery: string;
}

export interface VerdictExternalId {
  /** `github` for events of the App's webhook. */
  origin: string;
  delivery: string;
  attempt: number;
}

/** `<namespace>/<name>/<attempt>/<delivery>`. */
export function writeRunId({ namespace, name, attempt, delivery }: RunExternalId): string {
  return `${namespace}/${name}/${attempt}/${delivery}`;
}

/**
 * `<origin>:<delivery>/<about>/<attempt>`. No namespace has a colon, so no run's id looks like it.
 *
 * @param about tells the verdicts on one event apart
 */
export function writeVerdictId({ origin, delivery, attempt }: VerdictExternalId, about: readonly string[]): string {
  return [`${origin}:${delivery}`, ...shorten(about), attempt].join('/');
}

/** GitHub keeps no endless ids, and a Sensor may name any number of dependencies. The last part stays: it may be read again. */
function shorten(about: readonly string[]): readonly string[] {
  const last = about.at(-1) ?? '';
  if (about.join('/').length <= maxAbout) return about;
  const hash = createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 32);
  return last.length <= maxLast ? [hash, last] : [hash];
}

const maxAbout = 160;
const maxLast = 40;

/** Undefined for what this app never wrote. Only the App writes the external ids of its checks, so they are as good as its own rows. */
export function readExternalId(text: string): ExternalId | undefined {
  const verdict = /^([a-z0-9-]+):([^/]+)\/(?:(.*)\/)?([1-9]\d{0,8})$/s.exec(text);
  if (verdict !== null) {
    const [, origin = '', delivery = '', about = '', attempt] = verdict;
    return { kind: 'verdict', about, origin, delivery, attempt: Number(attempt) };
  }
  const run = /^([^/:]+)\/([^/]+)\/([1-9]\d{0,8})\/(.+)$/s.exec(text);
  if (run === null) return undefined;
  const [, namespace = '', name = '', attempt, delivery = ''] = run;
  return { kind: 'run', namespace, name, attempt: Number(attempt), delivery };
}
