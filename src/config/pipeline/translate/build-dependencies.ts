import type { DataFilter, EventDependency, EventFilters, GlobFilter } from '../../../sensor/sensor.ts';
import type { Pipeline, PipelineEvent } from '../pipeline.ts';

/** Filters of one dependency besides those that the whole pipeline has. */
interface Wanted {
  name: string;
  eventName: string;
  globs: GlobFilter[];
  data: DataFilter[];
  /** The pipeline's `paths` apply: the event has changed files. */
  hasChangedFiles?: boolean;
}

/** One dependency for each kind of event; a push of branches and one of tags are two kinds. */
export function buildDependencies(pipeline: Pipeline): EventDependency[] {
  const hasQueue = pipeline.on.some((each) => each.name === 'merge_group');
  return pipeline.on.flatMap((event) => listWanted(event, hasQueue)).map((wanted) => buildDependency(wanted, pipeline));
}

/** @param hasQueue the pipeline runs for the merge queue by its own event, which comes beside a push of the queue's branch */
function listWanted(event: PipelineEvent, hasQueue: boolean): Wanted[] {
  switch (event.name) {
    case 'push':
      return wantPush(hasQueue ? { ...event, ...withoutQueue(event) } : event);
    case 'pull_request':
      return [wantPullRequest(event)];
    case 'merge_group':
      return [
        {
          ...wantAction('merge_group', ['checks_requested']),
          globs: globsOn('github.mergeGroup.baseRef', event.branches?.map(toFullRef)),
        },
      ];
    case 'release':
      return [wantAction('release', event.types)];
    case 'repository_dispatch':
      return [wantAction('repository_dispatch', event.types ?? [])];
    case 'deployment':
      return [{ ...want('deployment'), globs: globsOn('github.deployment.environment', event.environments) }];
    case 'create':
    case 'delete':
      return wantRef(event.name, event);
    case 'issue_comment':
      return wantCommand(event);
    case 'manual':
    case 'schedule':
      return [want(event.name)];
  }
}

const queueBranches = 'gh-readonly-queue/';

/** One commit of the queue must not run twice; a file that names the queue's branches itself means them. */
function withoutQueue({ branches, tags }: Extract<PipelineEvent, { name: 'push' }>): { branches?: string[] } {
  const onBranches = branches ?? (tags === undefined ? ['**'] : undefined);
  if (onBranches === undefined || onBranches.some((each) => each.includes(queueBranches))) return {};
  return { branches: [...onBranches, `!${queueBranches}**`] };
}

/** `push` alone is all branches and no tags. A push that deletes its ref is none. */
function wantPush(event: Extract<PipelineEvent, { name: 'push' }>): Wanted[] {
  const isPush: DataFilter = { path: 'body.deleted', type: 'bool', value: ['false'] };
  const { branches, tags } = event;
  const onBranches = branches ?? (tags === undefined ? ['**'] : undefined);
  const wanted: Wanted[] = [];
  if (onBranches !== undefined) {
    wanted.push({
      ...want('push'),
      globs: globsOn('github.branch', onBranches),
      data: [isPush],
      hasChangedFiles: true,
    });
  }
  if (tags !== undefined) {
    wanted.push({ ...want('push'), name: 'push-tags', globs: globsOn('github.tag', tags), data: [isPush] });
  }
  return wanted;
}

function wantPullRequest(event: Extract<PipelineEvent, { name: 'pull_request' }>): Wanted {
  return {
    ...wantAction('pull_request', event.types),
    globs: [
      ...globsOn('github.pullRequest.base.ref', event.branches),
      ...globsOn('github.pullRequest.labels', event.labels),
    ],
    hasChangedFiles: true,
  };
}

/** Without patterns both branches and tags; with one kind of patterns only that kind. */
function wantRef(name: 'create' | 'delete', { branches, tags }: { branches?: string[]; tags?: string[] }): Wanted[] {
  if (branches === undefined && tags === undefined) return [want(name)];
  const wanted: Wanted[] = [];
  if (branches !== undefined) wanted.push({ ...want(name), globs: globsOn('github.branch', branches) });
  if (tags !== undefined) wanted.push({ ...want(name), name: `${name}-tags`, globs: globsOn('github.tag', tags) });
  return wanted;
}

/** On issues and pull requests, and on commits. What is no command of somebody who may has no `command`. */
function wantCommand({ command }: Extract<PipelineEvent, { name: 'issue_comment' }>): Wanted[] {
  const globs = globsOn('github.comment.command', [command]);
  return ['issue_comment', 'commit_comment'].map((eventName) => ({ ...wantAction(eventName, ['created']), globs }));
}

function want(eventName: string): Wanted {
  return { name: eventName, eventName, globs: [], data: [] };
}

/** Data filters of type string are expressions that match anywhere: an action is matched from end to end. */
function wantAction(eventName: string, actions: string[]): Wanted {
  const value = actions.map((action) => `^${escapeExpression(action)}$`);
  return { ...want(eventName), data: value.length === 0 ? [] : [{ path: 'body.action', type: 'string', value }] };
}

function escapeExpression(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

function globsOn(path: string, patterns: string[] | undefined): GlobFilter[] {
  return patterns === undefined ? [] : [{ path, patterns }];
}

/** GitHub names a merge group's base in full. */
function toFullRef(pattern: string): string {
  return pattern.startsWith('!') ? `!refs/heads/${pattern.slice(1)}` : `refs/heads/${pattern}`;
}

function buildDependency(wanted: Wanted, pipeline: Pipeline): EventDependency {
  const paths = wanted.hasChangedFiles === true ? pipeline.paths : undefined;
  const globs = [...wanted.globs, ...globsOn('github.changedFiles.all', paths)];
  const filters: EventFilters = {
    ...(wanted.data.length === 0 ? {} : { data: wanted.data }),
    ...(globs.length === 0 ? {} : { globs }),
    ...(pipeline.condition === undefined ? {} : { if: pipeline.condition }),
  };
  return {
    name: wanted.name,
    eventSourceName: 'github',
    eventName: wanted.eventName,
    ...(Object.keys(filters).length === 0 ? {} : { filters }),
  };
}
