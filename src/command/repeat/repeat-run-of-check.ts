import { rememberRunNamespace } from '../../flow/start/run-namespaces.ts';
import { requestVerdict, type Verdict } from '../../flow/verdict/check-request.ts';
import { annotateProblems, renderProblems } from '../../flow/verdict/describe-problems.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import { type EffectivePolicy, effectivePolicy } from '../../policy/effective-policy.ts';
import { later } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { writeVerdictId } from '../../report/external-id.ts';
import { repeatRun } from '../../run/again/repeat-run.ts';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import type { Ask } from '../ask.ts';
import { type CommandResult, done } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { noteRun } from './claim-attempt.ts';

/** A run and what was found of it. */
export interface RepeatedRun {
  workflow: Workflow;
  identity: RunIdentity;
  attempt: number;
  /** In place of who pressed. */
  because?: string;
}

/** Makes the run once more from its Workflow. What is refused becomes a failed check of that name and attempt. */
export async function repeatRunOfCheck(found: RepeatedRun, ask: Ask, tools: CommandTools): Promise<CommandResult> {
  const { repository, by } = ask;
  const { identity, attempt } = found;
  const allowed = allowRun(identity, ask, tools);
  if (!allowed.ok) return await report(found, ask, [allowed.problem], tools);
  const { namespace } = allowed.policy;
  await rememberRunNamespace(namespace, tools.records);
  tools.watchNamespace(namespace);

  const because = found.because ?? `@${by.login} asked for it`;
  const making = { ...tools, cluster: tools.triggers.cluster };
  const started = await repeatRun({ ...found, repository, because }, allowed.policy, making);
  switch (started.kind) {
    case 'superseded':
      return done;
    case 'refused':
      return await report(found, ask, started.problems, tools);
    case 'later':
      return later(started.problem, started.afterMs);
    case 'started': {
      const run = { namespace, name: started.name };
      const check = { repositoryId: repository.id, delivery: identity.delivery, name: identity.checkName };
      await noteRun(check, { press: ask.delivery, run }, tools);
      tools.log.info({ delivery: ask.delivery, workflow: `${namespace}/${run.name}`, attempt }, 'run repeated');
      return done;
    }
  }
}

/** What the run may do under the policy of now. */
export function allowRun(
  { untrusted }: RunIdentity,
  { repository }: Ask,
  tools: CommandTools,
): { ok: true; policy: EffectivePolicy } | { ok: false; problem: Problem } {
  const allowed = effectivePolicy(tools.policy(), {
    fullName: repository.fullName,
    argoNamespace: tools.argoNamespace,
    untrusted: untrusted === true,
    reservedNamespaces: tools.reservedNamespaces,
  });
  if (allowed.ok && !allowed.policy.triggers.includes('workflow')) {
    return { ok: false, problem: problem('flow.workflows-not-allowed', {}) };
  }
  return allowed;
}

async function report(
  { identity, attempt }: RepeatedRun,
  { repository }: Ask,
  problems: Problem[],
  tools: CommandTools,
): Promise<CommandResult> {
  const { origin, delivery, sensor, trigger, dependencies, commit, checkName } = identity;
  const about = [sensor, trigger, dependencies.join('+')];
  const verdict: Verdict = {
    name: checkName,
    externalId: writeVerdictId({ origin, delivery, attempt }, about),
    conclusion: 'failure',
    title: problems[0]?.message ?? 'Nothing was started',
    summary: renderProblems('No Workflow was created.', problems),
    annotations: annotateProblems(problems),
  };
  await requestVerdict({ address: repository, commit }, verdict, tools);
  return done;
}
