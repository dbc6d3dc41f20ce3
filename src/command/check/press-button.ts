import { readGithubDelivery } from '../../event/read-github-delivery.ts';
import { problem } from '../../problem/problem.ts';
import { readExternalId } from '../../report/external-id.ts';
import { cancelRun } from '../../run/cancel/cancel-run.ts';
import type { Ask } from '../ask.ts';
import { type CommandResult, done, refuse } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { findRun } from '../repeat/find-run.ts';
import type { ShownCheck } from './read-check-ask.ts';
import { retryFailed } from './retry-failed.ts';

type Press = (check: ShownCheck, ask: Ask, tools: CommandTools) => Promise<CommandResult>;

/** By the identifier that GitHub sends; what the check really offered is not looked at, because nothing here trusts it. */
const buttons: ReadonlyMap<string, { what: string; press: Press }> = new Map([
  ['cancel', { what: 'a cancellation', press: cancel }],
  ['retry-failed', { what: 'a retry of failed steps', press: retryFailed }],
  ['approve', { what: 'an approval', press: approve }],
]);

/** Completes "… takes write permission". */
export function describeButton(button: string): string {
  return buttons.get(button)?.what ?? 'a button';
}

/** Does what a button says, for somebody who may. Problems: `command.unknown-button` and those of each button. */
export async function pressButton(
  button: string,
  check: ShownCheck,
  ask: Ask,
  tools: CommandTools,
): Promise<CommandResult> {
  const known = buttons.get(button);
  if (known === undefined) return refuse(problem('command.unknown-button', { button: button.slice(0, 40) }));
  return await known.press(check, ask, tools);
}

/** What has ended meanwhile keeps its result, and its check says how. */
async function cancel(check: ShownCheck, ask: Ask, tools: CommandTools): Promise<CommandResult> {
  const id = readExternalId(check.externalId);
  const found = id?.kind === 'run' ? await findRun(id, { check, repository: ask.repository }, tools) : undefined;
  if (found?.kind === 'later') return found;
  if (found?.kind !== 'found') return refuse(problem('command.no-run', { what: 'cancel' }));
  const { namespace = '', name = '', uid } = found.workflow.metadata;
  const cancelled = await cancelRun({ namespace, name, uid }, `Cancelled by @${ask.by.login}`, tools.kubernetes);
  return cancelled.kind === 'cancelled' || cancelled.kind === 'ended' ? done : cancelled;
}

/** The pull request is not in the payload when it comes from a fork, but the event that the check is about names it. */
async function approve(check: ShownCheck, { repository, by }: Ask, tools: CommandTools): Promise<CommandResult> {
  const id = readExternalId(check.externalId);
  if (id === undefined) return refuse(problem('command.unknown-check', {}));
  const delivery = await tools.findDelivery(id.delivery, repository.id);
  const read = delivery === undefined ? undefined : readGithubDelivery(delivery);
  if (read?.ok !== true || read.kind !== 'event') return refuse(problem('command.too-old', {}));
  const { facts } = read.event;
  const pullRequest = facts.pullRequest?.number ?? numberOf(facts.ref);
  if (facts.repository.id !== repository.id || pullRequest === undefined) {
    return refuse(problem('command.nothing-to-approve', {}));
  }
  const mark = id.kind === 'verdict' ? (id.about.split('/').at(-1) ?? '') : '';
  const approved = await tools.approveHead({ repository, pullRequest, commit: check.commit, by: by.login, mark });
  return approved.kind === 'approved' ? done : approved;
}

/** Of a comment on a pull request. */
function numberOf(ref = ''): number | undefined {
  const number = /^refs\/pull\/([0-9]+)\/head$/.exec(ref)?.[1];
  return number === undefined ? undefined : Number(number);
}
