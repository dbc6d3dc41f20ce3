import { z } from 'zod';
import type { Delivery, Outcome } from '../../bus/event-bus.ts';
import { annotations } from '../../kubernetes/labels.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import type { Later } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import { type AgainAnswer, writeAnswer } from '../../run/again/wish.ts';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import type { Ask } from '../ask.ts';
import { fromCluster, fromGithub } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { claimAttempt, recallClaims } from '../repeat/claim-attempt.ts';
import { hasEnded } from '../repeat/find-run.ts';
import { repeatRunOfCheck } from '../repeat/repeat-run-of-check.ts';

const wish = z.object({ namespace: z.string(), name: z.string(), uid: z.string(), word: z.string() });

type Wish = z.infer<typeof wish>;

const because = 'asked for on the Workflow itself';

/**
 * Makes the run of a Workflow once more, for somebody whom the cluster lets write on it: the next attempt, with a check of its own, under
 * the policy of now. What came of it is written beside the wish. Handled again it changes nothing.
 */
export async function handleWish(delivery: Delivery, tools: CommandTools): Promise<Outcome> {
  const read = wish.safeParse(JSON.parse(Buffer.from(delivery.body).toString()));
  if (!read.success) return { kind: 'done' };
  const { namespace, name, uid } = read.data;
  const found = await tools.kubernetes.getWorkflow(namespace, name);
  if (!found.ok) return found.failure.kind === 'absent' ? { kind: 'done' } : retry(fromCluster(found.failure));
  const workflow = found.value;
  const identity = tools.signer.read(namespace, name, workflow.metadata.annotations?.[annotations.identity]);
  if (identity === undefined || workflow.metadata.uid !== uid) return { kind: 'done' };
  const answer = await carryOut({ workflow, identity, delivery: delivery.id }, tools);
  return answer.kind === 'later' ? retry(answer) : await tell(read.data, answer, tools);
}

async function carryOut(
  { workflow, identity, delivery }: { workflow: Workflow; identity: RunIdentity; delivery: string },
  tools: CommandTools,
): Promise<AgainAnswer | Later> {
  if (!hasEnded(workflow)) return { kind: 'refused', reason: 'It has not ended.' };
  const { owner, repository: name, repositoryId: id, checkName } = identity;
  const fullName = `${owner}/${name}`;
  const installed = await tools.installations.findInstallation(fullName);
  if (!installed.ok) {
    const failed = fromGithub(installed.failure);
    return failed.kind === 'later' ? failed : { kind: 'refused', reason: failed.problem.message };
  }
  const installationId = installed.value;
  if (installationId === undefined) return { kind: 'refused', reason: `The app is not installed on ${fullName}.` };
  const ask: Ask = {
    delivery,
    repository: { installationId, id, owner, name, fullName, defaultBranch: 'HEAD' },
    by: { login: '', isBot: false },
  };
  const check = { repositoryId: id, delivery: identity.delivery, name: checkName };
  const attempt = await claimAttempt(check, { press: delivery, known: identity.attempt }, tools);
  const repeated = await repeatRunOfCheck({ workflow, identity, attempt, because }, ask, tools);
  if (repeated.kind === 'later') return repeated;
  if (repeated.kind === 'refused') return { kind: 'refused', reason: repeated.problem.message };
  const made = (await recallClaims(check, tools))?.presses.find((each) => each.by === delivery)?.run;
  if (made === undefined) return { kind: 'refused', reason: `The check "${checkName}" of that commit says why.` };
  return { kind: 'made', run: `${made.namespace}/${made.name}`, attempt };
}

async function tell({ namespace, name, word }: Wish, answer: AgainAnswer, tools: CommandTools): Promise<Outcome> {
  const told = { metadata: { annotations: writeAnswer(word, answer) } };
  const patched = await tools.kubernetes.patchWorkflow(namespace, name, told);
  if (patched.ok || patched.failure.kind === 'absent') return { kind: 'done' };
  return retry(fromCluster(patched.failure));
}

function retry(later: Later): Outcome {
  return { ...later, kind: 'retry' };
}

/** Nobody waits any more, but the Workflow says that nothing came of it. */
export async function giveUpWish(delivery: Delivery, reason: string, tools: CommandTools): Promise<void> {
  const read = wish.safeParse(JSON.parse(Buffer.from(delivery.body).toString()));
  if (!read.success) return;
  const outcome = await tell(read.data, { kind: 'refused', reason }, tools);
  if (outcome.kind !== 'done') {
    tools.log.error({ delivery: delivery.id, ...problem('flow.gave-up', { reason }) }, 'gave up a wish');
  }
}
