import { makePartAllowance } from '../expression/work/work-allowance.ts';
import { hasErrors, type Problem, problem } from '../problem/problem.ts';
import { validateSensor } from '../sensor/validate-sensor.ts';
import { readYamlStream } from '../yaml/read-yaml-stream.ts';
import type { YamlMapping } from '../yaml/yaml-node.ts';
import type { Configuration, ConfiguredCalendar, ConfiguredSensor, CronDocuments } from './configuration.ts';
import { type Classified, classifyDocument } from './document/classify-document.ts';
import { readCronWorkflows } from './document/cron-workflow/read-cron-workflows.ts';
import { readEventSource } from './document/event-source/read-event-source.ts';
import { readConfiguredBinding } from './document/read-configured-binding.ts';
import { readNativeSensor } from './document/read-native-sensor.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import type { Pipeline } from './pipeline/pipeline.ts';
import { readShortForm } from './pipeline/read-short-form.ts';
import { translatePipeline } from './pipeline/translate/translate-pipeline.ts';
import { type Reading, report } from './reading/reading.ts';
import { warnOfExposedTokens } from './warn-of-exposed-tokens.ts';

/** More problems than these help nobody, and a check run does not take them. */
const maxProblems = 100;

/**
 * Reads `.argo-events.yaml`. Never throws, and takes a bounded time whatever the text. What is wrong is a problem with its place;
 * a Sensor or pipeline with an error of its own is left out, and a stream that is no valid YAML has none. An empty file is silence.
 */
export function readConfiguration({ path, text }: { path: string; text: string }): Configuration {
  const stream = readYamlStream({ path, text });
  const reading: Reading = { file: path, problems: [...stream.problems], work: makePartAllowance('file') };
  const documents = stream.documents.flatMap((node) => classifyDocument(node, reading) ?? []);
  const eventSources = documentsOf('event-source', documents).flatMap((each) => readEventSource(each, reading) ?? []);
  const all = [
    ...documentsOf('sensor', documents).flatMap((each) => readNativeSensor(each, eventSources, reading) ?? []),
    ...readPipelines(documentsOf('short-form', documents), reading),
  ].sort((left, right) => left.position.line - right.position.line);
  const sensors = dropDuplicates(all, reading);
  for (const each of sensors) warnOfExposedTokens(each, reading);
  const crons = readCronWorkflows(documentsOf('cron-workflow', documents), sensors, reading);
  const cronWorkflows = { ...crons, ...listClocks(sensors, eventSources), isComplete: !hasErrors(stream.problems) };
  const hooks = eventSources.flatMap((each) => each.hooks);
  const bindings = documentsOf('binding', documents).flatMap((each) => readConfiguredBinding(each, reading) ?? []);
  return { sensors, cronWorkflows, hooks, bindings, problems: orderProblems(reading.problems, path) };
}

function listClocks(
  sensors: readonly ConfiguredSensor[],
  eventSources: readonly { calendars: ConfiguredCalendar[] }[],
): Pick<CronDocuments, 'pipelines' | 'calendars'> {
  return {
    pipelines: sensors.flatMap(listTimes),
    calendars: eventSources.flatMap((each) => each.calendars),
  };
}

function listTimes({ times = [], runs }: ConfiguredSensor): Configuration['cronWorkflows']['pipelines'] {
  const [run] = Object.values(runs);
  return run === undefined ? [] : times.map((each) => ({ ...each, pipeline: run.checkName }));
}

function documentsOf(kind: Classified['kind'], documents: Classified[]): YamlMapping[] {
  return documents.filter((each) => each.kind === kind).map((each) => each.document);
}

function readPipelines([first, ...others]: YamlMapping[], reading: Reading): ConfiguredSensor[] {
  if (first === undefined) return [];
  for (const other of others) {
    report(reading, other.position, 'config.second-short-form', { line: first.position.line });
  }
  return readShortForm(first, reading).flatMap((pipeline) => translate(pipeline, reading) ?? []);
}

/** What is wrong with a translated Sensor is said where its pipeline, or the parameter in question, stands. */
function translate(pipeline: Pipeline, reading: Reading): ConfiguredSensor | undefined {
  const translated = translatePipeline(pipeline);
  if (translated === undefined) return undefined;
  const { problems } = validateSensor(translated.sensor, reading.work);
  const templates = pipeline.parameters.filter((parameter) => parameter.isTemplate);
  const placed = problems.map((each): Problem => {
    const [, , , field, index] = each.path;
    const perTemplate = translated.sensor.spec.dependencies.length;
    const at = field === 'parameters' ? templates[Math.floor(Number(index) / perTemplate)] : undefined;
    return { ...each.problem, file: reading.file, position: (at ?? pipeline).position };
  });
  reading.problems.push(...placed);
  return hasErrors(placed) ? undefined : translated;
}

/** In the file's order, each once: what `defaults` says wrongly is found in every pipeline that uses it. */
function orderProblems(problems: Problem[], file: string): Problem[] {
  const known = new Set<string>();
  const once = problems.filter(({ code, position }) => {
    const key = `${code} ${position?.line}:${position?.column}`;
    return !known.has(key) && known.add(key);
  });
  const ordered = once.sort((left, right) => lineOf(left) - lineOf(right));
  if (ordered.length <= maxProblems) return ordered;
  const kept = ordered.slice(0, maxProblems);
  const position = ordered[maxProblems]?.position;
  return [...kept, problem('config.too-many-problems', { limit: maxProblems }, { file, position })];
}

function lineOf({ position }: Problem): number {
  return position === undefined ? 0 : position.line + position.column / 1_000_000;
}
