import { problem } from '../../problem/problem.ts';
import type { Evaluators } from '../filters/evaluators.ts';
import type { Sensor } from '../sensor.ts';
import type { LocatedProblem } from './located-problem.ts';
import type { DocumentPath } from './read-shape.ts';

type Programs = Pick<Evaluators, 'filterByScript' | 'transformByJq'>;

/**
 * The scripts and jq programs of a Sensor that cannot be read (`sensor.script`, `sensor.jq`: warnings, because Argo Events finds
 * out when an event comes). They are compiled, not run.
 */
export async function checkPrograms({ spec }: Sensor, programs: Programs): Promise<LocatedProblem[]> {
  const found: LocatedProblem[] = [];
  for (const { kind, text, path } of listPrograms(spec)) {
    const message = kind === 'jq' ? await compileJq(text, programs) : await compileScript(text, programs);
    if (message !== undefined) found.push({ problem: problem(`sensor.${kind}`, { reason: message.trim() }), path });
  }
  return found;
}

interface Program {
  kind: 'script' | 'jq';
  text: string;
  path: DocumentPath;
}

function listPrograms({ dependencies, filters }: Sensor['spec']): Program[] {
  const all = dependencies.flatMap(({ transform, filters: own }, at): Program[] => {
    const here: DocumentPath = ['spec', 'dependencies', at];
    return [
      { kind: 'jq', text: transform?.jq ?? '', path: [...here, 'transform', 'jq'] },
      { kind: 'script', text: transform?.script ?? '', path: [...here, 'transform', 'script'] },
      { kind: 'script', text: own?.script ?? '', path: [...here, 'filters', 'script'] },
    ];
  });
  const shared: Program = { kind: 'script', text: filters?.script ?? '', path: ['spec', 'filters', 'script'] };
  return [...all, shared].filter((each) => each.text !== '');
}

/** A function that is never called is compiled all the same. */
async function compileScript(script: string, { filterByScript }: Programs): Promise<string | undefined> {
  const compiled = await filterByScript(`local function unused(...)\n${script}\nend\nreturn true`, '{}');
  return compiled.ok ? undefined : compiled.message;
}

/** As is the branch that is never taken. */
async function compileJq(program: string, { transformByJq }: Programs): Promise<string | undefined> {
  const compiled = await transformByJq(`if true then {} else (\n${program}\n) end`, '{}');
  return compiled.ok ? undefined : compiled.message;
}
