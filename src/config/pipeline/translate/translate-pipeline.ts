import type { ConfiguredSensor, ManualParameter } from '../../configuration.ts';
import type { Pipeline } from '../pipeline.ts';
import { buildDependencies } from './build-dependencies.ts';
import { buildTrigger } from './build-trigger.ts';
import { toKubernetesName } from './to-kubernetes-name.ts';

/** A pipeline as a Sensor; undefined when nothing starts it. */
export function translatePipeline(pipeline: Pipeline): ConfiguredSensor | undefined {
  const dependencies = buildDependencies(pipeline);
  if (dependencies.length === 0) return undefined;
  const name = toKubernetesName(pipeline.name);
  const names = dependencies.map((dependency) => dependency.name);
  const { timeoutSeconds, concurrency, problemMatchers, report } = pipeline;
  const commands = pipeline.on.flatMap((each) => (each.name === 'issue_comment' ? [each.command] : []));
  const manual = pipeline.on.find((each) => each.name === 'manual')?.parameters;
  const times = pipeline.on.flatMap((each) => (each.name === 'schedule' ? each.times : []));
  const inputs = manual === undefined ? [] : listInputs(pipeline, manual);
  return {
    sensor: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Sensor',
      metadata: { name },
      spec: { dependencies, triggers: [buildTrigger(pipeline, name, names)] },
    },
    origin: 'pipeline',
    position: pipeline.position,
    githubEvents: Object.fromEntries(dependencies.map((dependency) => [dependency.name, [dependency.eventName]])),
    ...(commands.length === 0 ? {} : { commands }),
    ...(manual === undefined ? {} : { manual }),
    ...(times.length === 0 ? {} : { times: times.map(({ cron, timezone = '' }) => ({ cron, timezone })) }),
    runs: {
      [name]: {
        checkName: pipeline.name,
        report,
        ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(problemMatchers === undefined ? {} : { problemMatchers }),
        ...(inputs.length === 0 ? {} : { inputs }),
      },
    },
  };
}

/** What a template sets is computed from the event, which has the person's parameters too. */
function listInputs({ parameters }: Pipeline, manual: readonly ManualParameter[]): string[] {
  const computed = new Set(parameters.filter((each) => each.isTemplate).map((each) => each.name));
  return manual.map((each) => each.name).filter((name) => !computed.has(name));
}
