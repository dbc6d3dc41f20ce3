import { readConfiguration } from '../../config/read-configuration.ts';
import { hasErrors } from '../../problem/problem.ts';
import { type Command, exitCodes } from '../command.ts';
import { describeProblem } from '../describe-problem.ts';
import { judgeByPolicy, policyOptions, policyUsage } from '../judge-by-policy.ts';
import { readRepositoryFile } from '../read-repository-file.ts';
import { checkWorkflowFiles } from './check-workflow-files.ts';
import { validateManifests } from './validate-manifests.ts';

/** Says what is wrong with a repository's file, as the check `argo-events` would. */
export const validate: Command = {
  name: 'validate',
  summary: 'say what is wrong with a .argo-events.yaml',
  usage: [
    '[FILE] [--policy FILE --repository OWNER/NAME] | --manifests DIR',
    '',
    'Reads the file (default: .argo-events.yaml of this directory) and lists its problems with line and column, and those of the',
    'workflow files beside it that it names.',
    "With --manifests: the operator's documents, a folder as MANIFESTS_DIR names it or one file of it.",
    '',
    ...policyUsage,
    '',
    'Exit code 0: no errors (warnings may be). 1: errors. 2: the file cannot be read.',
  ].join('\n'),
  options: { manifests: { type: 'string' }, ...policyOptions },
  async run(input, terminal) {
    const { positionals, options } = input;
    if (typeof options.manifests === 'string') return await validateManifests(options.manifests, terminal);
    const read = await readRepositoryFile(positionals[0], terminal);
    if (!read.ok) return read.exitCode;
    const { sensors, cronWorkflows, problems: own } = readConfiguration(read.file);
    const judged = await judgeByPolicy(cronWorkflows, read.file.path, input, terminal);
    if (!judged.ok) return judged.exitCode;
    const problems = [...own, ...judged.problems, ...(await checkWorkflowFiles(sensors, read.file.path, terminal))];
    for (const each of problems) terminal.write(`${describeProblem(each)}\n`);
    const errors = problems.filter((each) => each.severity === 'error').length;
    const found = `${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}`;
    terminal.write(
      `${read.file.path}: ${count(sensors.length, 'usable Sensor or pipeline', 'usable Sensors and pipelines')}, ${found}\n`,
    );
    return hasErrors(problems) ? exitCodes.failed : exitCodes.fine;
  },
};

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
