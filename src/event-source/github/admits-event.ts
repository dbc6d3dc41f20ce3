import { fieldAt, integerAt, type JsonObject, textAt } from '../../event/payload/read-field.ts';
import { isRecord } from '../../json/is-record.ts';
import type { GithubSource } from './read-github.ts';

/**
 * Whether the EventSource lets in an event of GitHub: its repository or organisation is named, its name is, and what comes from a fork is
 * wanted. Argo Events lets in whatever is signed.
 */
export function admitsEvent(
  source: Pick<GithubSource, 'repositories' | 'organizations' | 'events' | 'forks'>,
  { eventName, body }: { eventName: string; body: JsonObject },
): boolean {
  if (!source.events.has('*') && !source.events.has(eventName)) return false;
  const repository = textAt(body, 'repository', 'full_name')?.toLowerCase();
  const owner =
    textAt(body, 'repository', 'owner', 'login') ??
    textAt(body, 'repository', 'owner', 'name') ??
    textAt(body, 'organization', 'login');
  const isNamed =
    (repository !== undefined && source.repositories.has(repository)) ||
    (owner !== undefined && source.organizations.has(owner.toLowerCase()));
  return isNamed && (source.forks || !mayBeOfFork(body));
}

/**
 * Whether what the event is about may stand in another repository. A comment on a pull request does not say where its head is, so it
 * may.
 */
function mayBeOfFork(body: JsonObject): boolean {
  const repository = integerAt(body, 'repository', 'id');
  if (isRecord(fieldAt(body, 'issue', 'pull_request'))) return true;
  if (isRecord(fieldAt(body, 'pull_request')) && integerAt(body, 'pull_request', 'head', 'repo', 'id') !== repository) {
    return true;
  }
  for (const subject of ['workflow_run', 'check_suite', 'workflow_job']) {
    const head = integerAt(body, subject, 'head_repository', 'id');
    if (head !== undefined && head !== repository) return true;
  }
  // GitHub names no branch of a suite whose commit came from a fork.
  const suite = fieldAt(body, 'check_suite') ?? fieldAt(body, 'check_run', 'check_suite');
  return isRecord(suite) && fieldAt(suite, 'head_branch') === null;
}
