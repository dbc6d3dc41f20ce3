import { basename, dirname, join } from 'node:path';
import type { ConfiguredSensor } from '../../config/configuration.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { asWorkflow } from '../../run/source/as-workflow.ts';
import { findPathFault } from '../../run/source/find-path-fault.ts';
import { readWorkflowText } from '../../run/source/read-workflow-text.ts';
import { findEnvironmentReads } from '../../run/token/find-environment-reads.ts';
import type { Terminal } from '../command.ts';

const rootNames: ReadonlySet<string> = new Set(['.argo-events.yaml', '.argo-events.yml']);

/**
 * What is wrong with the workflow files that a file names, as they lie beside it: one that is missing, is no Workflow, or reads its
 * token through the environment. A file of another name is taken for a copy that may lie anywhere.
 *
 * Problems: `run.file-not-here`, `run.not-a-workflow`, `run.token-in-environment`, those of YAML.
 */
export async function checkWorkflowFiles(
  sensors: readonly ConfiguredSensor[],
  file: string,
  { readFile }: Pick<Terminal, 'readFile'>,
): Promise<Problem[]> {
  if (!rootNames.has(basename(file))) return [];
  const found: Problem[] = [];
  for (const [path, named] of listPaths(sensors)) {
    const text = await readFile(join(dirname(file), path)).catch(() => undefined);
    if (text === undefined) found.push(problem('run.file-not-here', { path }, { file, position: named.position }));
    else found.push(...judge(text, path));
  }
  return found;
}

/** Each once, with one that names it; paths that lead elsewhere were refused when the file was read. */
function listPaths(sensors: readonly ConfiguredSensor[]): Map<string, ConfiguredSensor> {
  const paths = new Map<string, ConfiguredSensor>();
  for (const each of sensors) {
    for (const { template } of each.sensor.spec.triggers) {
      const path = (template.argoWorkflow ?? template.k8s)?.source?.file?.path;
      if (typeof path === 'string' && findPathFault(path) === undefined && !paths.has(path)) paths.set(path, each);
    }
  }
  return paths;
}

function judge(text: string, path: string): Problem[] {
  const read = readWorkflowText(text, path);
  if (!read.ok) return [{ ...read.problem, file: path }];
  const workflow = asWorkflow(read.object, path);
  // A trigger may create other kinds; what becomes of them is said when it does.
  if (!workflow.ok) return [];
  return findEnvironmentReads(workflow.workflow.spec).map((where) =>
    problem('run.token-in-environment', { path: where }, { file: path }),
  );
}
