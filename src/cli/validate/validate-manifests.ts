import { basename } from 'node:path';
import { listManifestFiles, readManifestFiles } from '../../manifests/list-manifest-files.ts';
import { type ManifestFile, readManifests } from '../../manifests/read-manifests.ts';
import { hasErrors, type Problem } from '../../problem/problem.ts';
import { exitCodes, type Terminal } from '../command.ts';
import { describeProblem } from '../describe-problem.ts';

/**
 * Says what the app would say about the operator's documents: a folder as `MANIFESTS_DIR` names it, or one file of it. Answers the exit
 * code.
 */
export async function validateManifests(path: string, terminal: Terminal): Promise<number> {
  const read = await readFiles(path, terminal);
  if (!read.ok) {
    terminal.complain(`${describeProblem(read.problem)}\n`);
    return exitCodes.misused;
  }
  const { manifests, problems } = readManifests(read.files, terminal.environment.ARGO_NAMESPACE ?? 'default');
  for (const each of problems) terminal.write(`${describeProblem(each)}\n`);
  const { eventSources, sensors, bindings, cronWorkflows } = manifests;
  const usable = [
    count(eventSources.length, 'EventSource'),
    count(sensors.length, 'Sensor'),
    count(bindings.length, 'WorkflowEventBinding'),
    count(cronWorkflows.length, 'CronWorkflow'),
  ];
  const errors = problems.filter((each) => each.severity === 'error').length;
  const found = `${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}`;
  terminal.write(`${path}: ${usable.join(', ')} usable, ${found}\n`);
  return hasErrors(problems) ? exitCodes.failed : exitCodes.fine;
}

async function readFiles(
  path: string,
  { readFile }: Terminal,
): Promise<{ ok: true; files: ManifestFile[] } | { ok: false; problem: Problem }> {
  if (/\.(ya?ml|json)$/.test(path)) {
    const text = await readFile(path).catch(() => undefined);
    if (text !== undefined) return { ok: true, files: [{ path: basename(path), text }] };
  }
  const listed = await listManifestFiles(path);
  return listed.ok ? await readManifestFiles(path, listed.files) : listed;
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}
