import type { Caller } from '../ask/judge-caller.ts';
import type { RunApiTools } from '../run-api.ts';
import { readManualDelivery } from './manual-delivery.ts';
import type { StartedRun } from './store-run.ts';

/** What a caller is told of the run that was stored: the check to look at, and where its state is read. */
export interface RunAnswer {
  id: string;
  repeated: boolean;
  repository: string;
  pipeline: string;
  ref?: string;
  commit: string;
  parameters: Record<string, string>;
  /** The check run that it gets, on the page of its commit. */
  check: { name: string; url: string };
  /** `GET` with this token as bearer. */
  state: { url: string; token: string };
}

export function describeStarted(
  { delivery, repeated }: StartedRun,
  { repository }: Caller,
  { publicUrl, status, webUrl }: Pick<RunApiTools, 'publicUrl' | 'status' | 'webUrl'>,
): RunAnswer {
  const run = readManualDelivery(delivery);
  if (run === undefined) throw new Error('What was just stored cannot be read.');
  const { id, pipeline, commit, ref, inputs } = run;
  const { tenant } = delivery;
  const path = `/api/v1/runs/${tenant}/${id}`;
  return {
    ...{ id, repeated, repository: repository.fullName, pipeline },
    ...(ref === undefined ? {} : { ref }),
    commit,
    parameters: inputs,
    check: { name: pipeline, url: `${webUrl}/${repository.fullName}/commit/${commit}/checks` },
    state: { url: `${publicUrl?.replace(/\/$/, '') ?? ''}${path}`, token: status.sign(tenant, id) },
  };
}
