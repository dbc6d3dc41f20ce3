import { evaluateCondition } from '../expression/evaluate-condition.ts';
import { isUnsuccessful } from '../run/node-table.ts';
import { nodeMessage, waitUnlessStopped } from '../run/stop-switch.ts';
import type { WorkflowRun } from '../run/workflow-run.ts';
import type { RetryStrategy } from '../spec/workflow-spec.ts';
import { describeNode, type NodeEnd, type NodeRequest, type TemplateRun } from './node-request.ts';
import { parseDurationMs } from './parse-duration.ts';

/** Runs attempts `name(0)`, `name(1)`… below a Retry node until one succeeds or the strategy gives up. */
export async function runRetry(
  run: WorkflowRun,
  request: TemplateRun,
  strategy: RetryStrategy,
  attempt: (request: NodeRequest) => Promise<NodeEnd>,
): Promise<NodeEnd> {
  const { id } = run.nodes.begin({ ...describeNode(request, 'Retry'), phase: 'Running' });
  const startedAt = run.machine.store.now().getTime();
  let extra: ReadonlyMap<string, string> = new Map([...request.extra, ['retries', '0']]);
  for (let count = 0; ; count += 1) {
    const suffix = `(${count})`;
    const end = await attempt({
      ...request,
      name: request.name + suffix,
      displayName: request.displayName + suffix,
      parents: [id],
      flag: { ...request.flag, retried: true },
      extra,
    });
    const spentMs = run.machine.store.now().getTime() - startedAt;
    extra = describeAttempt(request, end, count);
    const surrender = isUnsuccessful(end.phase)
      ? reasonToStop({ strategy, end, count, request, spentMs, extra })
      : undefined;
    if (!isUnsuccessful(end.phase) || surrender !== undefined) {
      const message = surrender?.message;
      run.nodes.end(id, end.phase, {
        outputs: end.outputs,
        ...(message === undefined ? { message: '' } : { message }),
      });
      return { ...end, id, message };
    }
    const waitMs = backoffMs(strategy, count);
    if (waitMs > 0) {
      run.nodes.amend(id, { message: `Backoff for ${waitMs / 1000} seconds` });
      await waitUnlessStopped(waitMs, request.stop);
      run.nodes.amend(id, { message: '' });
    }
  }
}

function describeAttempt(request: TemplateRun, end: NodeEnd, count: number): ReadonlyMap<string, string> {
  return new Map([
    ...request.extra,
    ['retries', String(count + 1)],
    ['lastRetry.exitCode', end.outputs.exitCode ?? '-1'],
    ['lastRetry.status', end.phase],
    ['lastRetry.message', end.message ?? ''],
    ['lastRetry.duration', '0'],
  ]);
}

interface Situation {
  strategy: RetryStrategy;
  end: NodeEnd;
  count: number;
  request: TemplateRun;
  spentMs: number;
  extra: ReadonlyMap<string, string>;
}

/** Why there is no further attempt, with the Retry node's message; undefined when there is one. */
function reasonToStop(situation: Situation): { message: string | undefined } | undefined {
  const { strategy, end, count, request, spentMs, extra } = situation;
  const stopped = request.stop.reason();
  if (stopped !== undefined) return { message: nodeMessage(stopped) };
  const policy = strategy.retryPolicy ?? (strategy.expression === undefined ? 'OnFailure' : 'Always');
  const covered = policy === 'Always' || policy === (end.phase === 'Error' ? 'OnError' : 'OnFailure');
  if (!covered) return { message: end.message };
  const maxDurationMs = parseDurationMs(strategy.backoff?.maxDuration ?? '');
  if (maxDurationMs !== undefined && spentMs > maxDurationMs) return { message: 'Max duration limit exceeded' };
  if (strategy.limit !== undefined && count >= Number(strategy.limit)) return { message: 'No more retries left' };
  if (strategy.expression === undefined) return undefined;
  const wanted = evaluateCondition(
    strategy.expression,
    (path) => extra.get(path.join('.')),
    'retryStrategy.expression',
  );
  if (!wanted.ok) return { message: wanted.message };
  return wanted.holds ? undefined : { message: 'retryStrategy.expression evaluated to false' };
}

function backoffMs(strategy: RetryStrategy, count: number): number {
  const { duration, factor, cap } = strategy.backoff ?? {};
  const base = duration === undefined ? 0 : (parseDurationMs(duration) ?? 0);
  const wanted = base * Number(factor ?? 1) ** count;
  const most = cap === undefined ? undefined : parseDurationMs(cap);
  return Math.min(wanted, most ?? wanted);
}
