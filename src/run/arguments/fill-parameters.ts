import type { GithubFacts } from '../../event/facts.ts';
import { isUnfilled, setParameter, type WorkflowParameter } from './workflow-parameter.ts';

/** Names of the parameters that the app fills by itself; `git-auth-secret` names a Secret and is filled elsewhere. */
export const filledParameterNames = [
  'revision',
  'ref',
  'branch',
  'tag',
  'repo',
  'repo-url',
  'repo-owner',
  'repo-name',
  'pull-request-number',
  'base-ref',
  'base-revision',
  'event',
  'sender',
] as const;

type FilledParameterName = (typeof filledParameterNames)[number];

/**
 * Fills what a Workflow declares and nothing else does. A fact that the event does not have (`tag` of a push to a branch)
 * is the empty text, so that one Workflow serves several events; where the declaration has a `default`, it is that.
 *
 * @param commit the commit that the check stands on
 * @param mark makes text from the event harmless
 */
export function fillParameters(
  parameters: WorkflowParameter[],
  facts: GithubFacts,
  commit: string,
  mark: (text: string) => string,
): WorkflowParameter[] {
  const values = describeFacts(facts, commit);
  return filledParameterNames.reduce((filled, name) => {
    const declared = filled.find((each) => each.name === name);
    if (declared === undefined || !isUnfilled(declared)) return filled;
    const value = values[name];
    // Argo asks for a value of each argument, also where there is a default ("value or valueFrom is required").
    if (value === undefined && declared.default !== undefined) {
      return filled.map((each) => (each === declared ? { ...each, value: declared.default } : each));
    }
    return setParameter(filled, name, mark(value ?? ''));
  }, parameters);
}

function describeFacts(facts: GithubFacts, commit: string): Record<FilledParameterName, string | undefined> {
  const { repository, pullRequest, mergeGroup } = facts;
  return {
    revision: commit,
    ref: facts.ref,
    branch: facts.branch,
    tag: facts.tag,
    repo: repository.fullName,
    'repo-url': repository.cloneUrl,
    'repo-owner': repository.owner,
    'repo-name': repository.name,
    'pull-request-number': pullRequest === undefined ? undefined : String(pullRequest.number),
    // A branch in both, though GitHub writes the one as a full ref.
    'base-ref': pullRequest?.base.ref ?? mergeGroup?.baseRef.replace(/^refs\/heads\//, ''),
    'base-revision': pullRequest?.base.sha ?? mergeGroup?.baseSha ?? facts.before,
    event: facts.eventName,
    sender: facts.sender,
  };
}
