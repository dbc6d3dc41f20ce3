import type { Problem } from '../../problem/problem.ts';
import type { Sandbox } from '../../sandbox/create-sandbox.ts';
import type { Failure } from '../../sandbox/explain-outcome.ts';
import { checkPrograms } from '../../sensor/validate/check-programs.ts';
import type { FlowTools } from '../flow-tools.ts';
import type { LoadedConfiguration } from './load-configuration.ts';

/** Warnings of the scripts and jq programs in a file that cannot be read, at the Sensors that they stand in. */
export async function checkFilePrograms(
  { configuration, path }: LoadedConfiguration,
  { sandbox }: Pick<FlowTools, 'sandbox'>,
): Promise<Problem[]> {
  const found: Problem[] = [];
  for (const { sensor, position } of configuration.sensors) {
    for (const { problem } of await checkPrograms(sensor, programsOf(sandbox))) {
      found.push({ ...problem, file: path, position });
    }
  }
  return found;
}

/** Only a program's own failure counts: a sandbox that is busy says nothing about it. */
function programsOf(sandbox: Pick<Sandbox, 'runScript' | 'runJq'>): Parameters<typeof checkPrograms>[1] {
  return {
    async filterByScript(script, data) {
      const answer = await sandbox.runScript(script, data, 'filter');
      return isFault(answer) ? answer : { ok: true, value: true };
    },
    async transformByJq(program, data) {
      const answer = await sandbox.runJq(program, data);
      return isFault(answer) ? answer : { ok: true, data };
    },
  };
}

function isFault(answer: { ok: boolean; problem?: Problem }): answer is Failure {
  return answer.problem?.code === 'sandbox.program-failed';
}
