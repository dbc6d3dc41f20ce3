import { type Decided, decidingCommit } from '../../event/deciding-commit.ts';
import type { GithubEvent } from '../../event/event.ts';
import { eventRules } from '../../policy/event-rules.ts';
import { matchesAny } from '../../policy/match-name.ts';
import type { FlowTools } from '../flow-tools.ts';
import type { Handling } from '../handling.ts';
import { findCreatedCommit } from './created-refs.ts';

type ChooseTools = Pick<FlowTools, 'records' | 'policy'>;

/** The file that decides the event and the commit of its checks; undefined when there is nothing to decide. */
export async function chooseFile(
  event: GithubEvent,
  { at, onBranch }: Handling,
  tools: ChooseTools,
): Promise<Decided | undefined> {
  const first = decidingCommit(event);
  if (first.kind !== 'decided' || (isUnsure(first) && onBranch !== true)) return undefined;
  const chosen = await refine(event, first, tools);
  return at === undefined ? chosen : pinTo(at, chosen);
}

/**
 * More may be known than the event itself says: a new branch's commit is the one that it was pushed with, whose files may have
 * been read for that push; and the policy may let a base branch decide about strangers.
 */
async function refine(event: GithubEvent, decided: Decided, { records, policy }: ChooseTools): Promise<Decided> {
  const created = await findCreatedCommit(event, records);
  if (created !== undefined) return pinTo(created, decided) ?? decided;
  const base = event.facts.pullRequest?.base.ref;
  if (decided.trusted || base === undefined) return decided;
  const { baseBranchFiles } = eventRules(policy(), event.facts.repository.fullName);
  if (!matchesAny(baseBranchFiles, base)) return decided;
  return { ...decided, file: { kind: 'ref', ref: `refs/heads/${base}` } };
}

/** What was the newest commit of a branch is one like any other by now. Undefined where the event is about another one. */
function pinTo(sha: string, deciding: Decided): Decided | undefined {
  if (deciding.check.kind === 'commit') return deciding.check.sha === sha ? deciding : undefined;
  return { ...deciding, file: { kind: 'commit', sha }, check: { kind: 'commit', sha } };
}

/** A comment may stand on a commit of a fork; nothing listens to such comments, so nothing is looked up either. */
function isUnsure({ check }: Decided): boolean {
  return check.kind === 'commit' && check.onlyIfOnBranch === true;
}
