import type { Records } from '../../bus/event-bus.ts';
import type { GitHub, GithubFailure, NewCheck, RepositoryAddress } from '../../github/github.ts';
import { annotations } from '../../kubernetes/labels.ts';
import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import { writeRunId } from '../../report/external-id.ts';
import { requestCheck } from '../../report/rows/check-row.ts';
import { type ReportedNote, readReportedNote } from '../../report/run/reported-note.ts';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import type { IdentitySigner } from '../../run/identity/sign-identity.ts';
import type { CheckTools } from '../verdict/check-request.ts';

/** Checks that GitHub shows as going on, of runs that were ended, or let go, while it took nothing from the App. */
const collection = 'interrupted-checks';

interface Interrupted {
  repository: RepositoryAddress;
  /** Its external id finds it on GitHub: the Workflow may have had no note of it yet. */
  check: Pick<NewCheck, 'name' | 'headSha' | 'externalId'>;
  /** Milliseconds since 1970. */
  at: number;
}

/** Notes the check of a run that is about to be ended or let go without a word on GitHub, if it may have one that has not concluded. */
export async function noteInterrupted(
  head: WorkflowHead,
  identity: RunIdentity,
  { records, signer, now }: { records: Records; signer: Pick<IdentitySigner, 'readNote'>; now: () => number },
): Promise<void> {
  const { namespace, name, uid } = head.metadata;
  const signed = signer.readNote(namespace, name, head.metadata.annotations?.[annotations.reported]);
  const note = readReportedNote(signed, uid);
  if (note !== undefined && (note.checkId === undefined || isTold(note))) return;
  const { installationId, repositoryId, owner, repository, checkName, commit, delivery } = identity;
  await records.put(collection, `${installationId}/${uid}`, {
    repository: { installationId, id: repositoryId, owner, name: repository },
    check: {
      name: checkName,
      headSha: commit,
      externalId: writeRunId({ namespace, name, attempt: note?.attempt ?? identity.attempt, delivery }),
    },
    at: now(),
  } satisfies Interrupted);
}

function isTold({ closed }: ReportedNote): boolean {
  return closed === 'concluded' || closed === 'handed-over';
}

/**
 * The App works there again: what was interrupted concludes, unless it has by now. A failure `later` is to be tried again; what
 * GitHub has no place for any more is left.
 */
export async function concludeInterrupted(
  installationId: number,
  tools: CheckTools & { github: Pick<GitHub, 'listCheckRuns'> },
): Promise<GithubFailure | undefined> {
  const { github, records, now } = tools;
  for (const { key, value } of await records.list(collection, `${installationId}/`)) {
    // Rows are this app's own writing.
    const { check, repository } = value as Interrupted;
    const listed = await github.listCheckRuns(repository, check.headSha, check.name);
    if (!listed.ok && listed.failure.kind === 'later') return listed.failure;
    // Suspended once more: it concludes when that ends.
    if (!listed.ok && listed.failure.kind === 'gone' && listed.failure.isSuspended === true) break;
    const found = listed.ok ? listed.value.filter((each) => each.externalId === check.externalId) : [];
    const open = found.find((each) => each.status !== 'completed');
    if (open === undefined) {
      await records.remove(collection, key);
      continue;
    }
    const requestedAt = now();
    await requestCheck(records, {
      key: `interrupted/${key}`,
      repository,
      known: open.id,
      requestedAt,
      check: {
        ...check,
        status: 'completed',
        conclusion: 'cancelled',
        completedAt: new Date(requestedAt).toISOString(),
        output: {
          title: 'Cancelled — the App was suspended',
          summary:
            'The App was suspended before this was over, and could not follow it to its end. A re-run of this check starts it anew.',
        },
        actions: [],
      },
    });
    await records.remove(collection, key);
  }
  tools.wakeReporter();
  return undefined;
}

/** Installations of checks that were interrupted. */
export async function listInterrupted(records: Records): Promise<Set<number>> {
  return new Set((await records.list(collection, '')).map(({ key }) => Number(key.split('/', 1)[0])));
}

/** The App was removed: nothing of it can conclude any more. */
export async function forgetInterrupted(installationId: number, records: Records): Promise<void> {
  for (const { key } of await records.list(collection, `${installationId}/`)) await records.remove(collection, key);
}

/** Forgets what was interrupted before then: GitHub has called it stale itself. */
export async function forgetOldInterruptions(records: Records, before: number): Promise<void> {
  for (const { key, value } of await records.list(collection, '')) {
    if ((value as Interrupted).at < before) await records.remove(collection, key);
  }
}
