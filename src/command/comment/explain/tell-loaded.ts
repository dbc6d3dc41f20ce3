import type { GithubEvent } from '../../../event/event.ts';
import { checkOptionsOf } from '../../../flow/decide/check-options.ts';
import { decideEvent, type SensorDecision } from '../../../flow/decide/decide-event.ts';
import type { LoadedConfiguration } from '../../../flow/file/load-configuration.ts';
import { onlyPipeline } from '../../../flow/file/only-pipeline.ts';
import { statelessOf } from '../../../flow/join/load-stateful.ts';
import { renderProblems } from '../../../flow/verdict/describe-problems.ts';
import { sayDecision } from '../../../flow/verdict/say-decision.ts';
import { type Later, later } from '../../../problem/later.ts';
import { fromGithub, type Refused } from '../../command-result.ts';
import type { CommandTools } from '../../command-tools.ts';
import type { ExplainedPipeline } from './render-explanation.ts';

export type Said = { kind: 'said'; pipelines: ExplainedPipeline[]; problems: string } | Refused | Later;

const maxProblems = 20;

/** What a file says to an event; nothing is started or remembered. What a person asked for is one pipeline of it. */
export async function tellLoaded(event: GithubEvent, loaded: LoadedConfiguration, tools: CommandTools): Promise<Said> {
  const { pipeline, facts } = event;
  const meant =
    pipeline === undefined ? statelessOf(loaded) : onlyPipeline(loaded, { pipeline, eventName: facts.eventName });
  const { problems } = loaded.configuration;
  const rendered =
    problems.length === 0 ? '' : renderProblems(`\`${loaded.path}\` has problems:`, problems.slice(0, maxProblems));
  if (meant === undefined || meant.kind === 'absent') return { kind: 'said', pipelines: [], problems: rendered };
  const decided = await decideEvent(event, meant, { joins: false }, tools);
  if (decided.kind === 'failed') return fromGithub(decided.failure);
  if (decided.kind === 'postponed') return later(decided.problem, undefined);
  return {
    kind: 'said',
    problems: rendered,
    pipelines: decided.decisions.flatMap((each) => tellOne(each, decided.event)),
  };
}

function tellOne({ sensor, decision }: SensorDecision, event: GithubEvent): ExplainedPipeline[] {
  return sensor.sensor.spec.triggers.map((trigger) => ({
    name: checkOptionsOf(sensor, trigger.template.name).checkName,
    decision: sayDecision(decision, { configured: sensor, trigger: trigger.template.name, event }),
  }));
}
