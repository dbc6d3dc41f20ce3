import { readGithubDelivery } from '../../event/read-github-delivery.ts';
import { addressOf } from '../../flow/file/load-configuration.ts';
import { appCheckName } from '../../flow/verdict/check-request.ts';
import type { CheckConclusion, CheckStatus, FoundCheck, GithubResult } from '../../github/github.ts';
import { problem } from '../../problem/problem.ts';
import { readExternalId } from '../../report/external-id.ts';
import { type Answered, answerWith } from '../answer.ts';
import type { RunApiTools } from '../run-api.ts';
import { failed } from '../start/find-commit.ts';

/** What is known of a run: `waiting` while it has no check yet. */
export interface RunState {
  id: string;
  pipeline: string;
  commit: string;
  status: 'waiting' | CheckStatus;
  conclusion?: CheckConclusion;
  check?: { id: number; name: string; url: string };
  workflow?: { namespace: string; name: string };
}

/** The newest check of the run, as GitHub has it; `argo-events` where the run was given up. Problem: `run-api.no-run`. */
export async function readRunState(
  { tenant, id }: { tenant: string; id: string },
  { bus, flow, webUrl }: Pick<RunApiTools, 'bus' | 'flow' | 'webUrl'>,
): Promise<Answered<RunState>> {
  const delivery = await bus.find('manual', tenant, id);
  const read = delivery === undefined ? undefined : readGithubDelivery(delivery);
  if (read?.ok !== true || read.kind !== 'event') {
    return answerWith({ status: 404, problems: [problem('run-api.no-run', {})] });
  }
  const { event } = read;
  const { pipeline = '', facts } = event;
  const { sha: commit = '', repository } = facts;
  const address = addressOf(event);
  const known = { id, pipeline, commit };
  for (const name of [pipeline, appCheckName]) {
    const listed: GithubResult<FoundCheck[]> = await flow.github.listCheckRuns(address, commit, name);
    if (!listed.ok) return failed(listed.failure);
    const [newest] = listed.value
      .filter((each) => readExternalId(each.externalId)?.delivery === id)
      .sort((left, right) => right.id - left.id);
    if (newest === undefined) continue;
    const url = `${webUrl}/${repository.fullName}/runs/${newest.id}`;
    return { ok: true, value: { ...known, ...describe(newest), check: { id: newest.id, name, url } } };
  }
  return { ok: true, value: { ...known, status: 'waiting' } };
}

function describe({
  status,
  conclusion,
  externalId,
}: FoundCheck): Pick<RunState, 'status' | 'conclusion' | 'workflow'> {
  const read = readExternalId(externalId);
  return {
    status,
    ...(conclusion === undefined ? {} : { conclusion }),
    ...(read?.kind === 'run' ? { workflow: { namespace: read.namespace, name: read.name } } : {}),
  };
}
