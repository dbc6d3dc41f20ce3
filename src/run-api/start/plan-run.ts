import type { Delivery } from '../../bus/event-bus.ts';
import type { ConfiguredSensor } from '../../config/configuration.ts';
import { decidingCommit } from '../../event/deciding-commit.ts';
import type { GithubEvent } from '../../event/event.ts';
import { readGithubDelivery } from '../../event/read-github-delivery.ts';
import { decideEvent } from '../../flow/decide/decide-event.ts';
import { type LoadedConfiguration, loadConfiguration } from '../../flow/file/load-configuration.ts';
import { checkNameOf, findManual, onlyPipeline } from '../../flow/file/only-pipeline.ts';
import { sayDecision } from '../../flow/verdict/say-decision.ts';
import { problem } from '../../problem/problem.ts';
import { type Answered, answerWith } from '../answer.ts';
import { checkParameters } from '../ask/check-parameters.ts';
import type { Caller } from '../ask/judge-caller.ts';
import type { RunAsk } from '../ask/read-run-ask.ts';
import type { RunApiTools } from '../run-api.ts';
import { failed, findCommit } from './find-commit.ts';
import { type ManualEvent, makeManualDelivery } from './manual-delivery.ts';

interface Asked {
  id: string;
  ask: RunAsk;
  caller: Caller;
}

/**
 * The event to store for what is asked, once everything that can be said against it before is known: the app's installation, the
 * commit, its file, the pipeline, its parameters, and its `if`. Deciding it again from the stored event comes to the same.
 */
export async function planRun({ id, ask, caller }: Asked, tools: RunApiTools): Promise<Answered<Delivery>> {
  const { repository } = caller;
  const found = await tools.flow.installations.findInstallation(repository.fullName);
  if (!found.ok) return failed(found.failure);
  const installationId = found.value;
  if (installationId === undefined) {
    const reason = problem('run-api.not-installed', { repository: repository.fullName });
    return answerWith({ status: 404, problems: [reason] });
  }
  const [owner = '', name = ''] = repository.fullName.split('/');
  const address = { installationId, id: repository.id, owner, name };
  const { defaultBranch } = repository;
  const wanted = ask.ref ?? `refs/heads/${defaultBranch}`;
  const commit = await findCommit(wanted, { address, defaultBranch }, tools);
  if (!commit.ok) return commit;
  return await decidePlan({ id, ask, commit: commit.value, installationId, inputs: ask.parameters }, caller, tools);
}

async function decidePlan(draft: ManualEvent, caller: Caller, tools: RunApiTools): Promise<Answered<Delivery>> {
  const event = readEvent(makeManualDelivery(draft, caller, tools.now()));
  const deciding = decidingCommit(event);
  if (deciding.kind !== 'decided') throw new Error('A run by hand names its commit.');
  const loaded = await loadConfiguration(event, deciding, tools.flow);
  if (loaded.kind === 'failed') return failed(loaded.failure);
  const { pipeline, parameters } = draft.ask;
  const commit = draft.commit.sha.slice(0, 12);
  if (loaded.kind === 'absent') return answerWith({ status: 422, problems: [problem('run-api.no-file', { commit })] });
  const own = onlyPipeline(loaded, { pipeline, eventName: 'manual' });
  const meant = findManual(loaded.configuration.sensors, pipeline);
  if (own === undefined || meant === undefined) return noPipeline(draft, loaded);

  const checked = checkParameters(meant.manual ?? [], parameters);
  if (!checked.ok) return answerWith({ status: 422, problems: checked.problems });
  const delivery = makeManualDelivery({ ...draft, inputs: checked.inputs }, caller, tools.now());
  return await wouldRun(delivery, { own, meant }, tools);
}

/** A pipeline with an error of its own is no pipeline: the file's problems are the reason then. */
function noPipeline({ ask, commit }: ManualEvent, { configuration, path }: LoadedConfiguration): Answered<never> {
  const known = configuration.sensors.filter((each) => each.manual !== undefined).map(checkNameOf);
  const errors = configuration.problems.filter((each) => each.severity === 'error').slice(0, 10);
  const reason = problem('run-api.no-pipeline', {
    commit: commit.sha.slice(0, 12),
    pipeline: ask.pipeline,
    known: known.join(', ').slice(0, 500) || 'none',
    problems: errors.length === 0 ? '' : `The file has errors, and what has some is left out.`,
  });
  return answerWith({ status: 422, problems: [reason, ...errors.map((each) => ({ ...each, file: path }))] });
}

/** Its `if` says no: better to say so at once than in a skipped check. */
async function wouldRun(
  delivery: Delivery,
  { own, meant }: { own: LoadedConfiguration; meant: ConfiguredSensor },
  tools: RunApiTools,
): Promise<Answered<Delivery>> {
  const event = readEvent(delivery);
  const decided = await decideEvent(event, own, { joins: false }, tools.flow);
  if (decided.kind === 'failed') return failed(decided.failure);
  if (decided.kind === 'postponed') {
    return answerWith({ status: 503, problems: [decided.problem], retryAfterMs: 5000 });
  }
  const [said] = decided.decisions;
  if (said === undefined || said.decision.firings.length > 0) return { ok: true, value: delivery };
  const trigger = said.decision.trace.triggers[0]?.trigger ?? '';
  const reason = sayDecision(said.decision, { configured: meant, trigger, event });
  const values = { pipeline: checkNameOf(meant), reason: reason.replace(/\.$/, '').slice(0, 500) };
  return answerWith({ status: 422, problems: [problem('run-api.would-not-run', values)] });
}

function readEvent(delivery: Delivery): GithubEvent {
  const read = readGithubDelivery(delivery);
  if (!read.ok || read.kind !== 'event') throw new Error('GitHub’s repository lacks what every repository has.');
  return read.event;
}
