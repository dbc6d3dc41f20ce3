import { createHash } from 'node:crypto';
import { decidingCommit } from '../../../event/deciding-commit.ts';
import { parseBody } from '../../../event/payload/parse-body.ts';
import { fieldAt, integerAt, textAt } from '../../../event/payload/read-field.ts';
import { readGithubDelivery } from '../../../event/read-github-delivery.ts';
import { loadConfiguration } from '../../../flow/file/load-configuration.ts';
import { findManual } from '../../../flow/file/only-pipeline.ts';
import { isRecord } from '../../../json/is-record.ts';
import type { Later } from '../../../problem/later.ts';
import { problem } from '../../../problem/problem.ts';
import { checkParameters } from '../../../run-api/ask/check-parameters.ts';
import type { FoundCommit } from '../../../run-api/start/find-commit.ts';
import { makeManualDelivery, manualIdOf } from '../../../run-api/start/manual-delivery.ts';
import { type CommandResult, done, fromGithub, type Refused, refuse } from '../../command-result.ts';
import type { CommandTools } from '../../command-tools.ts';
import type { CommentedOn } from '../comment-subject.ts';

/**
 * Starts a pipeline that people start by hand (`on: manual`), with the defaults of its parameters, on the comment's commit. Whoever
 * wrote it has been found to have write permission. What a stranger proposes is not started so: the file that decides about a run by hand
 * is the one at its commit. Undefined where the file there has no such pipeline. The run is stored as one by hand is: it is
 * repeated like it.
 *
 * Problems: `run-api.missing-parameter`, `command.not-on-branch`.
 */
export async function startByHand(
  pipeline: string,
  on: CommentedOn,
  tools: CommandTools,
): Promise<CommandResult | undefined> {
  const { ask, delivery } = on;
  const found = await findOwnCommit(on, tools);
  if (found === undefined || 'kind' in found) return found;
  const make = (inputs: Record<string, string>) => makeDelivery({ pipeline, commit: found, inputs }, on);
  const draft = make({});
  const read = draft && readGithubDelivery(draft);
  if (read === undefined || !read.ok || read.kind !== 'event') return undefined;
  const deciding = decidingCommit(read.event);
  if (deciding.kind !== 'decided') return undefined;
  const loaded = await loadConfiguration(read.event, deciding, tools);
  if (loaded.kind === 'failed') return fromGithub(loaded.failure);
  const meant = loaded.kind === 'loaded' ? findManual(loaded.configuration.sensors, pipeline) : undefined;
  if (meant === undefined) return undefined;

  const checked = checkParameters(meant.manual ?? [], {});
  if (!checked.ok) return refuse(checked.problems[0] ?? problem('command.nothing-fires', { reason: pipeline }));
  const wanted = make(checked.inputs);
  if (wanted !== undefined) await tools.publish(wanted);
  tools.log.info({ delivery: delivery.id, pipeline, repository: ask.repository.fullName }, 'started by a comment');
  return done;
}

async function findOwnCommit(
  { ask: { place, repository }, subject }: CommentedOn,
  tools: CommandTools,
): Promise<FoundCommit | Refused | Later | undefined> {
  switch (place.kind) {
    case 'issue':
      return undefined;
    case 'commit': {
      const known = await tools.github.isOnBranch(repository, place.sha, repository.defaultBranch);
      if (!known.ok) return fromGithub(known.failure);
      return known.value
        ? { sha: place.sha }
        : refuse(problem('command.not-on-branch', { commit: place.sha.slice(0, 12) }));
    }
    case 'pull-request': {
      const read = await subject.readPullRequest();
      if (read.kind !== 'read') return read;
      const { head, body } = read.pullRequest;
      const branch = textAt(body, 'head', 'ref');
      if (integerAt(body, 'head', 'repo', 'id') !== repository.id || branch === undefined) return undefined;
      return { sha: head.sha, ref: `refs/heads/${branch}` };
    }
  }
}

interface Wanted {
  pipeline: string;
  commit: FoundCommit;
  inputs: Record<string, string>;
}

/** As whoever wrote the comment would have asked for it: the same comment, carried out again, is the same run. */
function makeDelivery({ pipeline, commit, inputs }: Wanted, { ask, delivery }: CommentedOn) {
  const parsed = parseBody(delivery);
  const payload = parsed.ok ? fieldAt(parsed.body, 'repository') : undefined;
  if (!parsed.ok || !isRecord(payload)) return undefined;
  const { installationId, id, fullName, defaultBranch } = ask.repository;
  const hash = createHash('sha256').update(JSON.stringify([id, ask.delivery, pipeline]));
  const wish = {
    repository: fullName,
    pipeline,
    parameters: {},
    ...(commit.ref === undefined ? {} : { ref: commit.ref }),
  };
  const sender = parsed.body.sender;
  const person = {
    id: integerAt(sender, 'id') ?? 0,
    login: ask.by.login,
    type: textAt(sender, 'type') ?? 'User',
  };
  const repository = { payload, id, fullName, defaultBranch, isArchived: false, permission: 'write' as const };
  return makeManualDelivery(
    { id: manualIdOf(hash.digest('hex').slice(0, 40)), ask: wish, commit, installationId, inputs },
    { person, repository },
    delivery.receivedAt,
  );
}
